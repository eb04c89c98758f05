-- Uploaded documents, long jobs with their messages and results, and what is left of people who were erased. As before: a
-- signed-in user can write here without the functions, so checks keep out what those could not read back, and policies
-- what only the service says: where a job stands, who has taken it up, what came of it.

create table public.documents (
  -- A version 7 UUID: newest first is id descending.
  id           uuid primary key,
  user_id      uuid not null references public.users (id) on delete cascade,
  filename     text not null,
  content_type text not null check (content_type in (
    'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'text/plain', 'text/markdown', 'application/x-ndjson')),
  size         integer not null check (size between 1 and 10485760),
  sha256       text not null,
  state        text not null check (state in ('expected', 'received', 'extracted', 'rejected', 'erased')),
  rejection    text,
  -- What reading it said, without its text.
  reading      jsonb check (jsonb_typeof(reading) = 'object' and pg_column_size(reading) <= 16 * 1024),
  created_at   timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  updated_at   timestamptz not null check (updated_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  version      integer not null check (version >= 1),
  -- Of one that is erased neither its name is left nor what would tell its bytes again.
  constraint documents_filename_check
    check (case state when 'erased' then filename = '' else char_length(filename) between 1 and 255 end),
  constraint documents_sha256_check
    check (case state when 'erased' then sha256 = '' else sha256 ~ '^[0-9a-f]{64}$' end),
  constraint documents_rejection_check
    check (case state when 'rejected' then coalesce(rejection ~ '^[a-z0-9-]{1,60}$', false) else rejection is null end),
  constraint documents_state_reading_check check ((state = 'extracted') = (reading is not null))
);
create index documents_user_id_id on public.documents (user_id, id desc);
create unique index documents_usable_sha256_key on public.documents (user_id, sha256)
  where state in ('expected', 'received', 'extracted');

-- One long job with its steps, read and changed whole. `version` is the fencing token: a claim raises it, and what a
-- worker stores names the version that it claimed.
create table public.workflow_runs (
  -- A version 7 UUID: newest first is id descending.
  id           uuid primary key,
  user_id      uuid not null references public.users (id) on delete cascade,
  kind         text not null check (kind in ('cv_to_plan', 'bulk_assess', 'assess_batch', 'erase_user')),
  state        text not null
    check (state in ('queued', 'running', 'compensating', 'completed', 'compensated', 'dead-lettered')),
  input        jsonb not null check (jsonb_typeof(input) = 'object' and pg_column_size(input) <= 16 * 1024),
  steps        jsonb not null
    check (case when jsonb_typeof(steps) = 'array' then jsonb_array_length(steps) between 1 and 50 else false end
           and pg_column_size(steps) <= 256 * 1024),
  position     integer not null,
  -- Of the run that this one is a part of.
  parent_id    uuid,
  -- The owner's to say, whatever the version.
  is_cancelled boolean not null,
  is_retried   boolean not null,
  not_before   timestamptz not null check (not_before between '2000-01-01 UTC' and '3000-01-01 UTC'),
  deadline     timestamptz not null check (deadline between '2000-01-01 UTC' and '3000-01-01 UTC'),
  claims       integer not null check (claims >= 0),
  lease_until  timestamptz check (lease_until between '2000-01-01 UTC' and '3000-01-01 UTC'),
  failure      jsonb check (jsonb_typeof(failure) = 'object' and pg_column_size(failure) <= 16 * 1024),
  result       jsonb not null check (jsonb_typeof(result) = 'object' and pg_column_size(result) <= 256 * 1024),
  created_at   timestamptz not null check (created_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  updated_at   timestamptz not null check (updated_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  version      integer not null check (version >= 1),
  constraint workflow_runs_position_check
    check (position >= 0 and (jsonb_typeof(steps) <> 'array' or position < jsonb_array_length(steps))),
  constraint workflow_runs_parent_check check (parent_id <> id),
  -- What messages, items and parts refer to: the owner is part of the reference.
  unique (user_id, id),
  constraint workflow_runs_parent_fkey foreign key (user_id, parent_id) references public.workflow_runs (user_id, id)
    on delete cascade
);
create index workflow_runs_user_id_id on public.workflow_runs (user_id, id desc) where parent_id is null;
create index workflow_runs_user_id_parent_id on public.workflow_runs (user_id, parent_id, state);
create index workflow_runs_active on public.workflow_runs (user_id)
  where state in ('queued', 'running', 'compensating');
create index workflow_runs_dead on public.workflow_runs (id desc) where state = 'dead-lettered';

-- The message of each run that is not over, until it is. Whoever stores it sends it too; the relay sends what is due all
-- the same, and so heals what was lost.
create table public.outbox (
  user_id uuid not null,
  run_id  uuid not null,
  due_at  timestamptz not null check (due_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  -- How often the relay has sent it since it was put here: more than a few times says that nobody takes the run up.
  sends   integer not null default 0 check (sends >= 0),
  primary key (user_id, run_id),
  constraint outbox_run_fkey foreign key (user_id, run_id) references public.workflow_runs (user_id, id)
    on delete cascade
);
create index outbox_due_at on public.outbox (due_at, run_id);

-- What became of each line of a manifest.
create table public.workflow_items (
  user_id     uuid not null,
  run_id      uuid not null,
  number      integer not null check (number >= 0),
  ref         text not null check (char_length(ref) between 1 and 200),
  document_id uuid,
  -- Why it has no result; empty where it has one.
  code        text not null check (code ~ '^[a-z0-9-]{0,60}$'),
  result      jsonb not null check (jsonb_typeof(result) = 'object' and pg_column_size(result) <= 256 * 1024),
  primary key (user_id, run_id, number),
  constraint workflow_items_run_fkey foreign key (user_id, run_id) references public.workflow_runs (user_id, id)
    on delete cascade
);

-- That somebody's data is gone. It refers to nobody: its owner finds it by the SHA-256 of their id.
create table public.erasure_receipts (
  -- Of the run that erased it, itself gone.
  run_id       uuid primary key,
  owner_sha256 text not null check (owner_sha256 ~ '^[0-9a-f]{64}$'),
  erased_at    timestamptz not null check (erased_at between '2000-01-01 UTC' and '3000-01-01 UTC'),
  removed      jsonb not null
    check (jsonb_typeof(removed) = 'object' and pg_column_size(removed) <= 4 * 1024
           and not jsonb_path_exists(removed, 'strict $.* ? (@.type() <> "number")'))
);
create index erasure_receipts_owner_sha256 on public.erasure_receipts (owner_sha256);

-- Objects whose documents are erased or gone, until they are deleted too. Keys as shared/domain/document.py makes them.
create table public.doomed_objects (
  key       text collate "C" primary key check (char_length(key) between 1 and 200),
  doomed_at timestamptz not null check (doomed_at between '2000-01-01 UTC' and '3000-01-01 UTC')
);
create index doomed_objects_doomed_at on public.doomed_objects (doomed_at, key);

-- As the owner of the tables: whoever erases a document, or goes with theirs, neither sees nor writes what is doomed.
create function private.doom_objects() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.doomed_objects (key, doomed_at)
    select format('users/%s/%s/%s', old.user_id, folder, old.id), statement_timestamp()
    from unnest(array['documents', 'texts']) as folder
    on conflict (key) do nothing;
  return null;
end;
$$;
create trigger documents_doom_erased after update of state on public.documents
  for each row when (new.state = 'erased') execute function private.doom_objects();
-- Somebody can have a hundred thousand, which go in one statement: row by row that would take longer than one may.
create function private.doom_objects_of_deleted() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.doomed_objects (key, doomed_at)
    select format('users/%s/%s/%s', gone.user_id, folder, gone.id), statement_timestamp()
    from gone, unnest(array['documents', 'texts']) as folder
    on conflict (key) do nothing;
  return null;
end;
$$;
create trigger documents_doom_deleted after delete on public.documents
  referencing old table as gone for each statement execute function private.doom_objects_of_deleted();

-- What the grants of columns say below, again: Lite grants everybody every column.
create function private.refuse_run_change() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  raise exception 'the owner of a workflow cancels or retries it, and changes nothing else' using errcode = '42501';
end;
$$;
create trigger workflow_runs_of_service before update on public.workflow_runs
  for each row when (
    current_user = 'authenticated'
    and (to_jsonb(new) - array['is_cancelled', 'is_retried'])
      is distinct from (to_jsonb(old) - array['is_cancelled', 'is_retried'])
  ) execute function private.refuse_run_change();

-- The account with everything that is theirs: public.users goes with auth.users, and all else with public.users. As the
-- owner of the tables, for the service has no rights in the schema auth.
create function private.delete_account(of uuid) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  hit integer;
begin
  delete from auth.users where id = of;
  get diagnostics hit = row_count;
  return hit;
end;
$$;

alter table public.documents enable row level security;
alter table public.documents force row level security;
alter table public.workflow_runs enable row level security;
alter table public.workflow_runs force row level security;
alter table public.outbox enable row level security;
alter table public.outbox force row level security;
alter table public.workflow_items enable row level security;
alter table public.workflow_items force row level security;
alter table public.erasure_receipts enable row level security;
alter table public.erasure_receipts force row level security;
alter table public.doomed_objects enable row level security;
alter table public.doomed_objects force row level security;

revoke all
  on public.documents, public.workflow_runs, public.outbox, public.workflow_items, public.erasure_receipts,
     public.doomed_objects
  from anon, authenticated;
grant select, insert, update, delete
  on public.documents, public.workflow_runs, public.outbox, public.workflow_items, public.erasure_receipts,
     public.doomed_objects
  to service_role;
grant select, insert on public.documents, public.workflow_runs, public.outbox to authenticated;
grant select on public.workflow_items, public.erasure_receipts to authenticated;
-- To erase it, and nothing else: see the policy.
grant update (filename, sha256, state, rejection, reading, updated_at, version) on public.documents to authenticated;
grant update (is_cancelled, is_retried) on public.workflow_runs to authenticated;
grant update (due_at, sends) on public.outbox to authenticated;

create policy documents_select_own on public.documents for select to authenticated
  using ((select auth.uid()) = user_id);
create policy documents_insert_own on public.documents for insert to authenticated
  with check ((select auth.uid()) = user_id and state = 'expected' and version = 1);
create policy documents_update_own on public.documents for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id and state = 'erased');

create policy workflow_runs_select_own on public.workflow_runs for select to authenticated
  using ((select auth.uid()) = user_id);
-- As nobody has touched it: every step waits, without an output that a later step or an undoing would believe.
create policy workflow_runs_insert_own on public.workflow_runs for insert to authenticated
  with check (
    (select auth.uid()) = user_id
    and kind <> 'assess_batch'
    and state = 'queued'
    and position = 0
    and parent_id is null
    and not is_cancelled
    and not is_retried
    and claims = 0
    and lease_until is null
    and failure is null
    and result = '{}'
    and version = 1
    and jsonb_array_length(steps) = jsonb_array_length(jsonb_path_query_array(steps,
      'strict $[*] ? (@.type() == "object" && @.name.type() == "string" && @.name like_regex "^[a-z_]{1,40}$"
        && @.state == "waiting" && @.attempts == 0 && @.failure == null
        && @.output.type() == "object" && !exists(@.output.*)
        && @.started_at == null && @.ended_at == null)'))
  );
create policy workflow_runs_update_own on public.workflow_runs for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

create policy outbox_select_own on public.outbox for select to authenticated
  using ((select auth.uid()) = user_id);
create policy outbox_insert_own on public.outbox for insert to authenticated
  with check ((select auth.uid()) = user_id and sends = 0);
create policy outbox_update_own on public.outbox for update to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id and sends = 0);

create policy workflow_items_select_own on public.workflow_items for select to authenticated
  using ((select auth.uid()) = user_id);

create policy erasure_receipts_select_own on public.erasure_receipts for select to authenticated
  using (encode(sha256(convert_to((select auth.uid())::text, 'UTF8')), 'hex') = owner_sha256);

-- Whatever is ever granted here, no signed-in user sees or changes a row.
create policy doomed_objects_nobodys on public.doomed_objects as restrictive for all to authenticated
  using (false) with check (false);

-- The commit of a unit of work: every staged write of one block, in one transaction, under the caller's row level security.
--
-- changes: [{"op": …, "table": …, "rows": [{…}, …]}, …]; all rows of a change have the same columns. At most 500 changes
-- with 500 rows in all: more is an error (54000).
--   insert  all rows; a taken key undoes everything
--   put     insert, or replace the row with the same key: the id; of role_skills the role and the skill, of outbox the
--           user and the run
--   update  each row where id matches and version is one less than the row's own
--   delete  each row where id and version match
--   retire  every stored row whose taxonomy_version is another than the given row's
--   flag    {"id", "user_id", "is_cancelled" or "is_retried": true} of a run, whatever its version; a run that is over is
--           not cancelled, and only one that was compensated or dead-lettered is retried: else it is stale
--   remove  {"user_id", "run_id", "first", "end"}: the items with numbers from first on, before end
--   forget  each row with the same key, where there is one
--   erase   {"user_id"} of accounts: the account with everything that is theirs, where there is one; the service's alone
-- Answer: {"applied": n}, or {"conflict": "stale", "table": …} or {"conflict": "constraint", "table": …, "constraint": …}
-- with nothing changed. Conflicts are returned, not raised: PGlite reports most raised SQLSTATEs as code SUP, hosted
-- Supabase as themselves.
create or replace function public.apply_changes(changes jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  allowed constant text[] := array[
    'insert users', 'update users', 'delete users',
    'insert skills', 'put skills', 'update skills', 'delete skills',
    'insert assessments', 'delete assessments',
    'insert corrections',
    'insert plans', 'update plans', 'delete plans',
    'insert plan_versions',
    'insert answers',
    'put roles', 'retire roles',
    'put role_skills', 'retire role_skills',
    'insert documents', 'update documents',
    'insert workflow_runs', 'update workflow_runs', 'flag workflow_runs',
    'put outbox', 'forget outbox',
    'insert workflow_items', 'remove workflow_items',
    'insert erasure_receipts', 'forget doomed_objects', 'erase accounts'
  ];
  change jsonb;
  item jsonb;
  op text;
  target text;
  columns text;
  keys text[];
  assignments text;
  hit integer;
  most constant integer := 500;
  asked integer := 0;
  applied integer := 0;
  broken_constraint text;
  wanted_id uuid;
  wanted_owner uuid;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(changes) = 'string' then
    changes := (changes #>> '{}')::jsonb;
  end if;
  if jsonb_array_length(changes) > most then
    raise exception 'more than % changes', most using errcode = '54000';
  end if;
  for change in select value from jsonb_array_elements(changes) loop
    op := change ->> 'op';
    target := change ->> 'table';
    if not coalesce(concat(op, ' ', target) = any (allowed), false) then
      raise exception '% on table % is not allowed', coalesce(op, 'null'), coalesce(target, 'null') using errcode = '42501';
    end if;
    asked := asked + coalesce(jsonb_array_length(change -> 'rows'), 0);
    if asked > most then
      raise exception 'more than % rows', most using errcode = '54000';
    end if;
    keys := case target
      when 'role_skills' then array['role_id', 'skill_id']
      when 'outbox' then array['user_id', 'run_id']
      when 'doomed_objects' then array['key']
      else array['id']
    end;
    select string_agg(format('%I', key), ', ' order by key),
           string_agg(format('%1$I = excluded.%1$I', key), ', ' order by key) filter (where key <> all (keys))
      into columns, assignments
      from jsonb_object_keys(change -> 'rows' -> 0) as key;
    case op
      when 'insert' then
        execute format(
          'insert into public.%1$I (%2$s) select %2$s from jsonb_populate_recordset(null::public.%1$I, $1)',
          target, columns) using change -> 'rows';
        get diagnostics hit = row_count;
        applied := applied + hit;
      when 'put' then
        execute format(
          'insert into public.%1$I (%2$s) select %2$s from jsonb_populate_recordset(null::public.%1$I, $1)'
          ' on conflict (%3$s) do update set %4$s',
          target, columns, array_to_string(keys, ', '), assignments) using change -> 'rows';
        get diagnostics hit = row_count;
        applied := applied + hit;
      when 'update' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          execute format(
            'update public.%1$I as t set %2$s from jsonb_populate_record(null::public.%1$I, $1) as excluded'
            ' where t.id = excluded.id and t.version = excluded.version - 1',
            target, assignments) using item;
          get diagnostics hit = row_count;
          if hit = 0 then
            raise exception 'stale' using errcode = 'PT409', table = target;
          end if;
          applied := applied + hit;
        end loop;
      when 'delete' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          execute format('delete from public.%1$I as t where t.id = $1 and t.version = $2', target)
            using (item ->> 'id')::uuid, (item ->> 'version')::integer;
          get diagnostics hit = row_count;
          if hit = 0 then
            raise exception 'stale' using errcode = 'PT409', table = target;
          end if;
          applied := applied + hit;
        end loop;
      when 'retire' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          execute format('delete from public.%1$I as t where t.taxonomy_version <> $1', target)
            using item ->> 'taxonomy_version';
          get diagnostics hit = row_count;
          applied := applied + hit;
        end loop;
      when 'flag' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          -- Read here: a statement may look at its other columns first, and never find that one is no id.
          wanted_id := (item ->> 'id')::uuid;
          wanted_owner := (item ->> 'user_id')::uuid;
          update public.workflow_runs as t
            set is_cancelled = t.is_cancelled or coalesce((item ->> 'is_cancelled')::boolean, false),
                is_retried = t.is_retried or coalesce((item ->> 'is_retried')::boolean, false)
            where t.id = wanted_id and t.user_id = wanted_owner
              and case
                when coalesce((item ->> 'is_retried')::boolean, false) then t.state in ('compensated', 'dead-lettered')
                else t.state in ('queued', 'running', 'compensating')
              end;
          get diagnostics hit = row_count;
          if hit = 0 then
            raise exception 'stale' using errcode = 'PT409', table = target;
          end if;
          applied := applied + hit;
        end loop;
      when 'remove' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          delete from public.workflow_items as t
            where t.user_id = (item ->> 'user_id')::uuid and t.run_id = (item ->> 'run_id')::uuid
              and t.number >= (item ->> 'first')::integer and t.number < (item ->> 'end')::integer;
          get diagnostics hit = row_count;
          applied := applied + hit;
        end loop;
      when 'forget' then
        execute format(
          'delete from public.%1$I as t using jsonb_populate_recordset(null::public.%1$I, $1) as gone where %2$s',
          target, (select string_agg(format('t.%1$I = gone.%1$I', key), ' and ') from unnest(keys) as key))
          using change -> 'rows';
        get diagnostics hit = row_count;
        applied := applied + hit;
      when 'erase' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          applied := applied + private.delete_account((item ->> 'user_id')::uuid);
        end loop;
    end case;
  end loop;
  return jsonb_build_object('applied', applied);
exception
  when unique_violation or foreign_key_violation or check_violation then
    get stacked diagnostics broken_constraint = constraint_name, target = table_name;
    return jsonb_build_object('conflict', 'constraint', 'table', target, 'constraint', broken_constraint);
  when sqlstate 'PT409' then
    get stacked diagnostics target = table_name;
    return jsonb_build_object('conflict', 'stale', 'table', target);
end;
$$;

-- A worker takes up a run, by this database's clock.
--
-- request: {"run_id", "lease_s": above 0, at most 3600}; anything else is an error (22023).
-- Answer: {"run": row, "is_cancelled": whether it is, or the run that it is a part of}, with one more claim, the next
-- version and its lease, its message not due before the lease has run out; null where there is none to take up: unknown,
-- waiting, somebody's by now, or over and not to be retried, whose message then goes.
create function public.claim_run(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  held public.workflow_runs;
  moment timestamptz;
  ends timestamptz;
  cancelled boolean;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  if jsonb_typeof(request -> 'lease_s') is distinct from 'number'
    or (request ->> 'lease_s')::numeric not between 0.001 and 3600 then
    raise exception 'lease_s is a number above 0 and at most 3600' using errcode = '22023';
  end if;

  -- Before the clock is read: two claims at once take turns at the lock. One that lets rows refer to this one meanwhile.
  select * into held from public.workflow_runs where id = (request ->> 'run_id')::uuid for no key update;
  if not found then
    return null;
  end if;
  moment := clock_timestamp();

  if held.state in ('completed', 'compensated', 'dead-lettered') then
    if held.state = 'completed' or not held.is_retried then
      delete from public.outbox where user_id = held.user_id and run_id = held.id;
      return null;
    end if;
    -- Asked for after it was cancelled: what was wanted last holds.
    held.is_cancelled := false;
  end if;
  cancelled := held.is_cancelled
    or coalesce((select parent.is_cancelled from public.workflow_runs as parent where parent.id = held.parent_id), false);
  -- What was cancelled does not sit out a wait; what is undone does.
  if held.lease_until > moment
    or (held.not_before > moment and not (cancelled and held.state in ('queued', 'running'))) then
    return null;
  end if;

  ends := moment + make_interval(secs => (request ->> 'lease_s')::double precision);
  update public.workflow_runs
    set is_cancelled = held.is_cancelled, lease_until = ends, claims = claims + 1, version = version + 1
    where id = held.id
    returning * into held;
  insert into public.outbox (user_id, run_id, due_at) values (held.user_id, held.id, ends + interval '5 seconds')
    on conflict (user_id, run_id) do update set due_at = excluded.due_at;
  return jsonb_build_object('run', to_jsonb(held), 'is_cancelled', cancelled);
end;
$$;

-- The relay takes messages that are due, oldest first, so that no other relay does: each is due again after a while.
--
-- request: {"limit": 1..1000, "again_after_s": above 0, at most 3600}; anything else is an error (22023).
-- Answer: [ids of runs].
create function public.take_due_runs(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  taken jsonb;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  if jsonb_typeof(request -> 'limit') is distinct from 'number'
    or jsonb_typeof(request -> 'again_after_s') is distinct from 'number'
    or (request ->> 'limit')::numeric not between 1 and 1000
    or (request ->> 'again_after_s')::numeric not between 0.001 and 3600 then
    raise exception 'limit is a number from 1 to 1000, again_after_s one above 0 and at most 3600'
      using errcode = '22023';
  end if;
  with due as (
    select user_id, run_id, due_at from public.outbox
      where due_at <= statement_timestamp()
      order by due_at, run_id
      limit (request ->> 'limit')::integer
      for update skip locked
  ), pushed as (
    update public.outbox as o
      set due_at = statement_timestamp() + make_interval(secs => (request ->> 'again_after_s')::double precision),
          sends = o.sends + 1
      from due
      where o.user_id = due.user_id and o.run_id = due.run_id
      returning o.run_id, due.due_at as was_due_at
  )
  select coalesce(jsonb_agg(run_id order by was_due_at, run_id), '[]') into taken from pushed;
  return taken;
end;
$$;

-- How many parts a run has, by their states: {state: n}.
--
-- request: {"user_id", "parent_id", "other_than": [ids of parts that are not counted]}.
create function public.count_parts(request jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  return (
    select coalesce(jsonb_object_agg(counted.state, counted.parts), '{}')
    from (
      select state, count(*) as parts from public.workflow_runs
      where user_id = (request ->> 'user_id')::uuid and parent_id = (request ->> 'parent_id')::uuid
        and id not in (select value::uuid from jsonb_array_elements_text(request -> 'other_than'))
      group by state
    ) as counted
  );
end;
$$;

-- How many items a run has, by their codes: {code: n}.
--
-- request: {"user_id", "run_id", "removed": [[first, end], …]: ranges of numbers that are not counted}.
create function public.count_items(request jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  return (
    select coalesce(jsonb_object_agg(counted.code, counted.items), '{}')
    from (
      select code, count(*) as items from public.workflow_items
      where user_id = (request ->> 'user_id')::uuid and run_id = (request ->> 'run_id')::uuid
        and not exists (
          select from jsonb_array_elements(request -> 'removed') as removed
          where number >= (removed.value ->> 0)::integer and number < (removed.value ->> 1)::integer
        )
      group by code
    ) as counted
  );
end;
$$;

-- What somebody's profile is made of: {"user": row, "assessment": the latest row or null, "corrections": [the latest row
-- of each skill]}; null where they have none, or the caller may not see them.
create function public.read_profile_of(of uuid) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'user', to_jsonb(u),
    'assessment', (
      select to_jsonb(a) from public.assessments as a where a.user_id = u.id order by a.id desc limit 1
    ),
    'corrections', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.id), '[]')
      from (
        select distinct on (skill_id) * from public.corrections where user_id = u.id order by skill_id, id desc
      ) as c
    )
  )
  from public.users as u
  where u.id = of
$$;

-- The caller's own.
create or replace function public.read_profile() returns jsonb
language sql stable security invoker set search_path = ''
as $$ select public.read_profile_of((select private.caller_id())) $$;

-- Everything held of the caller, oldest first; null where there is no profile.
create or replace function public.read_holdings() returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'user', to_jsonb(u),
    'assessments', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.id), '[]') from public.assessments as a where a.user_id = u.id
    ),
    'corrections', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.id), '[]') from public.corrections as c where c.user_id = u.id
    ),
    'plan_versions', (
      select coalesce(jsonb_agg(to_jsonb(v) order by v.created_at, v.plan_id, v.version), '[]')
      from public.plan_versions as v where v.user_id = u.id
    ),
    'answers', (
      select coalesce(jsonb_agg(to_jsonb(w) order by w.created_at, w.key collate "C"), '[]')
      from public.answers as w where w.user_id = u.id
    ),
    'added_skills', (
      select coalesce(jsonb_agg(s.id order by s.id), '[]') from public.skills as s where s.created_by = u.id
    ),
    'documents', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.id), '[]') from public.documents as d where d.user_id = u.id
    ),
    'workflow_runs', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]') from public.workflow_runs as r where r.user_id = u.id
    ),
    'workflow_items', (
      select coalesce(jsonb_agg(to_jsonb(i) order by i.run_id, i.number), '[]')
      from public.workflow_items as i where i.user_id = u.id
    )
  )
  from public.users as u
  where u.id = (select private.caller_id())
$$;

-- How many rows of each kind are somebody's; all 0 where there is nothing, or nothing that the caller may see.
drop function public.count_holdings();
create function public.count_holdings_of(of uuid) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'profile', (select count(*) from public.users where id = of),
    'assessments', (select count(*) from public.assessments where user_id = of),
    'corrections', (select count(*) from public.corrections where user_id = of),
    'plans', (select count(*) from public.plans where user_id = of),
    'plan_versions', (select count(*) from public.plan_versions where user_id = of),
    'answers', (select count(*) from public.answers where user_id = of),
    'documents', (select count(*) from public.documents where user_id = of),
    'workflow_runs', (select count(*) from public.workflow_runs where user_id = of),
    'workflow_items', (select count(*) from public.workflow_items where user_id = of)
  )
$$;

revoke execute on function private.doom_objects() from public, anon, authenticated, service_role;
revoke execute on function private.doom_objects_of_deleted() from public, anon, authenticated, service_role;
revoke execute on function private.refuse_run_change() from public, anon, authenticated, service_role;
revoke execute on function private.delete_account(uuid) from public, anon, authenticated;
revoke execute on function public.claim_run(jsonb) from public, anon, authenticated;
revoke execute on function public.take_due_runs(jsonb) from public, anon, authenticated;
revoke execute on function public.count_parts(jsonb) from public, anon;
revoke execute on function public.count_items(jsonb) from public, anon;
revoke execute on function public.read_profile_of(uuid) from public, anon;
revoke execute on function public.count_holdings_of(uuid) from public, anon;
grant execute on function private.delete_account(uuid) to service_role;
grant execute on function public.claim_run(jsonb) to service_role;
grant execute on function public.take_due_runs(jsonb) to service_role;
grant execute on function public.count_parts(jsonb) to authenticated, service_role;
grant execute on function public.count_items(jsonb) to authenticated, service_role;
grant execute on function public.read_profile_of(uuid) to authenticated, service_role;
grant execute on function public.count_holdings_of(uuid) to authenticated, service_role;
