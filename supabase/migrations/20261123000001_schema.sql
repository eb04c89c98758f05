-- Skillpath's tables. Every statement a request can send is bounded by row level security: a user sees and changes only
-- what is theirs; the catalogue is read by every signed-in user and changed by catalogue editors and the service.
-- A signed-in user can write here without the functions: checks keep out what those could not read back.

create table public.users (
  id           uuid primary key references auth.users (id) on delete cascade,
  display_name text not null check (char_length(display_name) between 1 and 120),
  locale       text not null check (char_length(locale) between 2 and 35),
  -- Not infinity, nor a year that no calendar of the functions has.
  created_at   timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  updated_at   timestamptz not null check (updated_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  version      integer not null check (version >= 1)
);

create table public.skills (
  id               uuid primary key,
  uri              text not null unique,
  source           text not null check (source in ('esco', 'skillpath', 'own')),
  name             text not null check (char_length(name) between 1 and 500),
  -- The name folded by shared/domain/skill.py: the same on every store, whatever its collation.
  name_key         text collate "C" not null,
  -- What lists are ordered and paged by.
  sort_key         text collate "C" not null unique generated always as (name_key || chr(31) || id::text) stored,
  type             text not null check (type in ('skill', 'knowledge')),
  reuse_level      text check (reuse_level in ('transversal', 'cross-sector', 'sector-specific', 'occupation-specific')),
  alt_labels       text[] not null default '{}'
    check (coalesce(array_ndims(alt_labels), 1) = 1 and array_position(alt_labels, null) is null
           and pg_column_size(alt_labels) <= 32 * 1024),
  description      text not null default '' check (char_length(description) <= 20000),
  -- Codes from the top group down, as ['S', 'S5', 'S5.1']; a skill may stand in several groups.
  groups           text[] not null default '{}'
    check (coalesce(array_ndims(groups), 1) = 1 and array_position(groups, null) is null),
  -- Folded words of all labels, for prefix search.
  terms            text[] not null default '{}',
  search           tsvector generated always as (array_to_tsvector(terms)) stored,
  taxonomy_version text,
  created_by       uuid references auth.users (id) on delete set null,
  created_at       timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  version          integer not null check (version >= 1)
);
create unique index skills_own_name_key on public.skills (name_key) where source = 'own';
create index skills_name_key on public.skills (name_key);
create index skills_search on public.skills using gin (search);
create index skills_groups on public.skills using gin (groups);
create index skills_type_sort_key on public.skills (type, sort_key);
create index skills_created_by on public.skills (created_by);

create table public.assessments (
  -- A version 7 UUID: newest first is id descending.
  id               uuid primary key,
  user_id          uuid not null references public.users (id) on delete cascade,
  created_at       timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  as_of            date not null check (as_of between '0001-01-01' and '3000-01-01'),
  taxonomy_version text not null check (char_length(taxonomy_version) <= 100),
  method_version   text not null check (char_length(method_version) <= 100),
  input_sha256     text not null check (input_sha256 ~ '^[0-9a-f]{64}$'),
  input_chars      integer not null check (input_chars > 0),
  language         text not null check (char_length(language) <= 35),
  skill_count      integer not null check (skill_count >= 0),
  scored_count     integer not null check (scored_count between 0 and skill_count),
  result           jsonb not null
    check (jsonb_typeof(result) = 'object' and pg_column_size(result) <= 16 * 1024 * 1024),
  version          integer not null check (version >= 1)
);
create index assessments_user_id_id on public.assessments (user_id, id desc);

alter table public.users enable row level security;
alter table public.users force row level security;
alter table public.skills enable row level security;
alter table public.skills force row level security;
alter table public.assessments enable row level security;
alter table public.assessments force row level security;

revoke all on public.users, public.skills, public.assessments from anon, authenticated;
grant select, insert, update, delete on public.users, public.skills, public.assessments to service_role;
grant select, insert on public.users to authenticated;
grant update (display_name, locale, updated_at, version) on public.users to authenticated;
grant select, insert on public.skills to authenticated;
grant select, insert, delete on public.assessments to authenticated;

create policy users_select_own on public.users for select to authenticated
  using ((select auth.uid()) = id);
create policy users_insert_own on public.users for insert to authenticated
  with check ((select auth.uid()) = id and version = 1);
create policy users_update_own on public.users for update to authenticated
  using ((select auth.uid()) = id) with check ((select auth.uid()) = id);

create policy skills_select_all on public.skills for select to authenticated
  using (true);
create policy skills_insert_by_editor on public.skills for insert to authenticated
  with check (
    source = 'own'
    and created_by = (select auth.uid())
    -- Not the URI of a skill that a later taxonomy brings, and not counted as one of it.
    and uri = 'urn:uuid:' || id::text
    and taxonomy_version is null
    and version = 1
    and (select auth.jwt() -> 'app_metadata' ->> 'skillpath_role') = 'editor'
  );

create policy assessments_select_own on public.assessments for select to authenticated
  using ((select auth.uid()) = user_id);
create policy assessments_insert_own on public.assessments for insert to authenticated
  with check ((select auth.uid()) = user_id and version = 1);
create policy assessments_delete_own on public.assessments for delete to authenticated
  using ((select auth.uid()) = user_id);
