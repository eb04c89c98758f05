-- What the database was seen to spend too much on: the plans of long lists, and the erasure of whoever has very much.

-- Lists are one user's, by id from the last down. Where somebody has a large part of a table, the planner would walk the
-- primary key instead of their own index, and pass over everything that others added since: the page of a few rows could
-- cost the whole table. No id is null, but in this order the primary key serves nobody.
drop index public.assessments_user_id_id;
drop index public.documents_user_id_id;
drop index public.workflow_runs_user_id_id;
drop index public.workflow_runs_dead;
create index assessments_newest on public.assessments (user_id, id desc nulls last);
create index plans_newest on public.plans (user_id, id desc nulls last);
create index documents_newest on public.documents (user_id, id desc nulls last);
create index workflow_runs_newest on public.workflow_runs (user_id, id desc nulls last) where parent_id is null;
create index workflow_runs_dead on public.workflow_runs (id desc nulls last) where state = 'dead-lettered';

-- What somebody's profile is made of: {"user": row, "assessment": the latest row or null, "corrections": [the latest row
-- of each skill]}; null where they have none, or the caller may not see them.
create or replace function public.read_profile_of(of uuid) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'user', to_jsonb(u),
    'assessment', (
      select to_jsonb(a) from public.assessments as a where a.user_id = u.id order by a.id desc nulls last limit 1
    ),
    -- From skill to skill along the index, past whatever else was said of each: as many looks as there are skills.
    'corrections', (
      with recursive said as (
        (select c.* from public.corrections as c where c.user_id = u.id order by c.skill_id, c.id desc limit 1)
        union all
        select following.* from said, lateral (
          select c.* from public.corrections as c
          where c.user_id = said.user_id and c.skill_id > said.skill_id
          order by c.skill_id, c.id desc
          limit 1
        ) as following
      )
      select coalesce(jsonb_agg(to_jsonb(said) order by said.id), '[]') from said
    )
  )
  from public.users as u
  where u.id = of
$$;

-- What goes in one statement leaves one row for each owner and folder, and not one for each document: of a hundred
-- thousand, that was nearly all that there was to do. Such a key, `users/…/documents/..<id>`, stands for all objects of
-- the folder up to that id: whoever comes back makes documents with later ids. Where an earlier document stays, each
-- that goes leaves its own.
create or replace function private.doom_objects_of_deleted() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  with last as (
    select distinct on (user_id) user_id, id from gone order by user_id, id desc
  ), ends as (
    select last.*, exists (
        select from public.documents as kept where kept.user_id = last.user_id and kept.id <= last.id
      ) as is_among
    from last
  ), doomed as (
    select user_id, '..' || id as name from ends where not is_among
    union all
    select gone.user_id, gone.id::text from gone join ends using (user_id) where ends.is_among
  )
  insert into public.doomed_objects (key, doomed_at)
    select format('users/%s/%s/%s', doomed.user_id, folder, doomed.name), statement_timestamp()
    from doomed, unnest(array['documents', 'texts']) as folder
    on conflict (key) do nothing;
  return null;
end;
$$;

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
--   trim    {"user_id", "at_most": 1..100000} of accounts: so many of their rows that there can be very many of; the
--           service's alone
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
    'insert erasure_receipts', 'forget doomed_objects',
    'trim accounts', 'erase accounts'
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
  room integer;
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
      when 'trim' then
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          wanted_owner := (item ->> 'user_id')::uuid;
          room := (item ->> 'at_most')::integer;
          if wanted_owner is null or room is null or room not between 1 and 100000 then
            raise exception 'user_id is an id, and at_most a number from 1 to 100000' using errcode = '22023';
          end if;
          -- The earliest first, so that documents leave one key behind.
          foreach target in array array['workflow_items', 'assessments', 'documents'] loop
            execute format(
              'delete from public.%1$I where ctid = any (array('
              'select ctid from public.%1$I where user_id = $1 order by %2$s limit $2))',
              target, case target when 'workflow_items' then 'run_id, number' else 'id' end)
              using wanted_owner, room;
            get diagnostics hit = row_count;
            room := room - hit;
            applied := applied + hit;
          end loop;
        end loop;
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

-- The relay takes messages that are due, oldest first, so that no other relay does: each is due again after a while.
--
-- request: {"limit": 1..1000, "again_after_s": above 0, at most 3600}; anything else is an error (22023).
-- Answer: [ids of runs].
create or replace function public.take_due_runs(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  taken jsonb;
  -- A variable, whose value the planner is told: for a limit that it does not know it takes a tenth of the table, and then
  -- reads all of that.
  at_most integer;
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
  at_most := (request ->> 'limit')::integer;
  with due as (
    select user_id, run_id, due_at from public.outbox
      where due_at <= statement_timestamp()
      order by due_at, run_id
      limit at_most
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
