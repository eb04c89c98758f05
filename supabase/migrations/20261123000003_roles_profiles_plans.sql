-- Roles, what people say of their own skills, their plans with every version, the answers kept for repeated requests, and
-- how fast each user may ask. As before: a signed-in user can write here without the functions, so checks keep out what
-- those could not read back.

-- An own skill can stand under another, and be merged into another, which then cannot be deleted. Its editor is
-- forgotten with their profile, not only with their account.
update public.skills set created_by = null where created_by not in (select id from public.users);
alter table public.skills
  add column broader_id uuid references public.skills (id) on delete set null,
  add column merged_into uuid references public.skills (id),
  add constraint skills_broader_id_check check (broader_id <> id),
  add constraint skills_merged_into_check check (merged_into <> id),
  drop constraint skills_created_by_fkey,
  add constraint skills_created_by_fkey foreign key (created_by) references public.users (id) on delete set null;
create index skills_broader_id on public.skills (broader_id);
create index skills_merged_into on public.skills (merged_into);

create table public.roles (
  id               uuid primary key,
  uri              text not null unique check (char_length(uri) between 1 and 500),
  title            text not null check (char_length(title) between 1 and 500),
  -- The title folded by shared/domain/skill.py.
  title_key        text collate "C" not null check (char_length(title_key) <= 2000),
  alt_titles       text[] not null default '{}'
    check (coalesce(array_ndims(alt_titles), 1) = 1 and array_position(alt_titles, null) is null
           and pg_column_size(alt_titles) <= 64 * 1024),
  -- Empty where the source does not say.
  isco_code        text not null default '' check (char_length(isco_code) <= 10),
  description      text not null default '' check (char_length(description) <= 20000),
  taxonomy_version text not null check (char_length(taxonomy_version) <= 100)
);
create index roles_title_key on public.roles (title_key, id);
create index roles_isco_code on public.roles (isco_code);

create table public.role_skills (
  role_id          uuid not null references public.roles (id) on delete cascade,
  skill_id         uuid not null references public.skills (id) on delete cascade,
  relation         text not null check (relation in ('essential', 'optional')),
  taxonomy_version text not null check (char_length(taxonomy_version) <= 100),
  primary key (role_id, skill_id)
);
create index role_skills_skill_id on public.role_skills (skill_id);

-- A log: the latest entry of a skill holds. The skill may be gone from the catalogue, so nothing refers to it.
create table public.corrections (
  -- A version 7 UUID: newest first is id descending.
  id            uuid primary key,
  user_id       uuid not null references public.users (id) on delete cascade,
  skill_id      uuid not null,
  skill_name    text not null check (char_length(skill_name) between 1 and 500),
  verdict       text not null check (verdict in ('confirmed', 'adjusted', 'rejected', 'withdrawn')),
  level         text
    check (level in ('unknown', 'novice', 'advanced beginner', 'competent', 'proficient', 'expert')),
  machine_level text
    check (machine_level in ('unknown', 'novice', 'advanced beginner', 'competent', 'proficient', 'expert')),
  reason        text not null default '' check (char_length(reason) <= 1000),
  created_at    timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  constraint corrections_verdict_level_check check ((verdict in ('confirmed', 'adjusted')) = (level is not null))
);
create index corrections_user_id_skill_id on public.corrections (user_id, skill_id, id desc);

-- A plan carries the title of its role and the taxonomy that it was made with: both may be gone later.
create table public.plans (
  -- A version 7 UUID: newest first is id descending.
  id                 uuid primary key,
  user_id            uuid not null references public.users (id) on delete cascade,
  role_id            uuid not null,
  role_title         text not null check (char_length(role_title) between 1 and 500),
  strategy           text not null check (strategy in ('fastest', 'cheapest', 'strongest-proof')),
  -- The upper bound keeps out NaN too, which is greater than every number.
  hours_per_week     double precision not null check (hours_per_week > 0 and hours_per_week <= 80),
  starts_on          date not null check (starts_on between '2000-01-01' and '9999-12-31'),
  deadline           date check (deadline between '2000-01-01' and '9999-12-31'),
  ends_on            date not null check (ends_on between '2000-01-01' and '9999-12-31'),
  assessment_id      uuid,
  taxonomy_version   text not null check (char_length(taxonomy_version) <= 100),
  readiness_at_start double precision not null check (readiness_at_start between 0 and 100),
  readiness_now      double precision not null check (readiness_now between 0 and 100),
  readiness_at_end   double precision not null check (readiness_at_end between 0 and 100),
  step_count         integer not null check (step_count between 0 and 10000),
  done_count         integer not null constraint plans_done_count_check check (done_count between 0 and step_count),
  created_at         timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  updated_at         timestamptz not null check (updated_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  version            integer not null check (version >= 1),
  body               jsonb not null
    check (jsonb_typeof(body) = 'object' and pg_column_size(body) <= 4 * 1024 * 1024),
  -- What versions refer to, and what a user's plans are read by, newest first.
  unique (user_id, id)
);

-- The owner is part of the reference: nobody can take a version number of somebody else's plan.
create table public.plan_versions (
  plan_id    uuid not null,
  user_id    uuid not null,
  version    integer not null check (version >= 1),
  created_at timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  cause      text not null check (cause in ('created', 'step changed', 'replanned')),
  why        text not null check (char_length(why) <= 2000),
  changes    jsonb not null
    check (case when jsonb_typeof(changes) = 'array' then jsonb_array_length(changes) <= 200 else false end
           and pg_column_size(changes) <= 1024 * 1024),
  plan       jsonb not null
    check (jsonb_typeof(plan) = 'object' and pg_column_size(plan) <= 4 * 1024 * 1024),
  primary key (user_id, plan_id, version),
  constraint plan_versions_plan_fkey foreign key (user_id, plan_id) references public.plans (user_id, id)
    on delete cascade
);

-- What requests with an Idempotency-Key were answered, for a day: see public.admit.
create table public.answers (
  user_id     uuid not null references public.users (id) on delete cascade,
  key         text not null check (char_length(key) between 1 and 255),
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  status      integer not null check (status between 200 and 599),
  -- Pairs of texts, as [["location", "/v1/plans/…"], …].
  headers     jsonb not null
    check (jsonb_typeof(headers) = 'array' and pg_column_size(headers) <= 16 * 1024
           and not jsonb_path_exists(headers, 'strict $[*] ? (@.type() <> "array" || @.size() <> 2
             || @[0].type() <> "string" || @[1].type() <> "string")')),
  body        text not null check (octet_length(body) <= 16 * 1024 * 1024),
  created_at  timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  primary key (user_id, key)
);
create index answers_user_id_created_at on public.answers (user_id, created_at);

-- What the Data API, which knows the schema public alone, does not serve. Only public.admit reads and writes the limits.
create schema private;
revoke all on schema private from public, anon;
grant usage on schema private to authenticated, service_role;
create table private.rate_limits (
  user_id uuid primary key references public.users (id) on delete cascade,
  -- When everything that was taken is back: the theoretical arrival time of the generic cell rate algorithm.
  full_at timestamptz not null check (full_at between '2000-01-01 UTC' and '3000-01-01 UTC')
);

alter table public.roles enable row level security;
alter table public.roles force row level security;
alter table public.role_skills enable row level security;
alter table public.role_skills force row level security;
alter table public.corrections enable row level security;
alter table public.corrections force row level security;
alter table public.plans enable row level security;
alter table public.plans force row level security;
alter table public.plan_versions enable row level security;
alter table public.plan_versions force row level security;
alter table public.answers enable row level security;
alter table public.answers force row level security;
alter table private.rate_limits enable row level security;
alter table private.rate_limits force row level security;

revoke all on public.roles, public.role_skills, public.corrections, public.plans, public.plan_versions, public.answers
  from anon, authenticated;
revoke all on private.rate_limits from anon, authenticated, service_role;
grant select, insert, update, delete
  on public.roles, public.role_skills, public.corrections, public.plans, public.plan_versions, public.answers
  to service_role;
grant select on public.roles, public.role_skills to authenticated;
grant select, insert on public.corrections, public.plan_versions to authenticated;
grant select, insert, delete on public.plans, public.answers to authenticated;
grant update (
  role_title, strategy, hours_per_week, starts_on, deadline, ends_on, assessment_id, taxonomy_version, readiness_at_start,
  readiness_now, readiness_at_end, step_count, done_count, updated_at, version, body
) on public.plans to authenticated;
grant delete on public.users to authenticated;
grant delete on public.skills to authenticated;
grant update (name, name_key, type, alt_labels, description, groups, terms, broader_id, merged_into, version)
  on public.skills to authenticated;
grant select, insert on private.rate_limits to authenticated;
grant update (full_at) on private.rate_limits to authenticated;

create policy users_delete_own on public.users for delete to authenticated
  using ((select auth.uid()) = id);

-- In the form that `supabase db advisors` knows to be evaluated once a statement.
alter policy skills_insert_by_editor on public.skills
  with check (
    source = 'own'
    and created_by = (select auth.uid())
    and uri = 'urn:uuid:' || id::text
    and taxonomy_version is null
    and version = 1
    and (select auth.jwt()) -> 'app_metadata' ->> 'skillpath_role' = 'editor'
  );
-- Whoever added them: own skills belong to the catalogue.
create policy skills_update_by_editor on public.skills for update to authenticated
  using (source = 'own' and (select auth.jwt()) -> 'app_metadata' ->> 'skillpath_role' = 'editor')
  with check (source = 'own' and (select auth.jwt()) -> 'app_metadata' ->> 'skillpath_role' = 'editor');
create policy skills_delete_by_editor on public.skills for delete to authenticated
  using (source = 'own' and (select auth.jwt()) -> 'app_metadata' ->> 'skillpath_role' = 'editor');

create policy roles_select_all on public.roles for select to authenticated
  using (true);
create policy role_skills_select_all on public.role_skills for select to authenticated
  using (true);

create policy corrections_select_own on public.corrections for select to authenticated
  using ((select auth.uid()) = user_id);
create policy corrections_insert_own on public.corrections for insert to authenticated
  with check ((select auth.uid()) = user_id);

create policy plans_select_own on public.plans for select to authenticated
  using ((select auth.uid()) = user_id);
create policy plans_insert_own on public.plans for insert to authenticated
  with check ((select auth.uid()) = user_id and version = 1);
create policy plans_update_own on public.plans for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
create policy plans_delete_own on public.plans for delete to authenticated
  using ((select auth.uid()) = user_id);

create policy plan_versions_select_own on public.plan_versions for select to authenticated
  using ((select auth.uid()) = user_id);
create policy plan_versions_insert_own on public.plan_versions for insert to authenticated
  with check ((select auth.uid()) = user_id);

create policy answers_select_own on public.answers for select to authenticated
  using ((select auth.uid()) = user_id);
create policy answers_insert_own on public.answers for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy answers_delete_own on public.answers for delete to authenticated
  using ((select auth.uid()) = user_id);

create policy rate_limits_select_own on private.rate_limits for select to authenticated
  using ((select auth.uid()) = user_id);
create policy rate_limits_insert_own on private.rate_limits for insert to authenticated
  with check ((select auth.uid()) = user_id);
create policy rate_limits_update_own on private.rate_limits for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
