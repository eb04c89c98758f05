-- What one request reads or checks in one round trip, and the commit of a unit of work over every table.

-- The commit of a unit of work: every staged write of one block, in one transaction, under the caller's row level security.
--
-- changes: [{"op": …, "table": …, "rows": [{…}, …]}, …]; all rows of a change have the same columns. At most 500 changes
-- with 500 rows in all: more is an error (54000).
--   insert  all rows; a taken key undoes everything
--   put     insert, or replace the row with the same id (of role_skills: the same role and skill)
--   update  each row where id matches and version is one less than the row's own
--   delete  each row where id and version match
--   retire  every stored row whose taxonomy_version is another than the given row's
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
    'put role_skills', 'retire role_skills'
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
    keys := case target when 'role_skills' then array['role_id', 'skill_id'] else array['id'] end;
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

-- auth.uid() for the bodies of functions, which are parsed as their caller: Lite lets nobody use the schema auth. A body in
-- the SQL standard's form is parsed here and now.
create function private.caller_id() returns uuid
language sql stable security invoker set search_path = ''
return auth.uid();

-- What the caller's profile is made of: {"user": row, "assessment": the latest row or null, "corrections": [the latest row
-- of each skill]}; null where they have none.
create function public.read_profile() returns jsonb
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
  where u.id = (select private.caller_id())
$$;

-- Everything held of the caller, oldest first; null where there is no profile.
create function public.read_holdings() returns jsonb
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
    )
  )
  from public.users as u
  where u.id = (select private.caller_id())
$$;

-- How many rows of each kind are the caller's; all 0 where there is nothing.
create function public.count_holdings() returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'profile', (select count(*) from public.users where id = (select private.caller_id())),
    'assessments', (select count(*) from public.assessments where user_id = (select private.caller_id())),
    'corrections', (select count(*) from public.corrections where user_id = (select private.caller_id())),
    'plans', (select count(*) from public.plans where user_id = (select private.caller_id())),
    'plan_versions', (select count(*) from public.plan_versions where user_id = (select private.caller_id())),
    'answers', (select count(*) from public.answers where user_id = (select private.caller_id()))
  )
$$;

-- Whether the caller's changing request may go on, before it does anything.
--
-- request: {"cost": 0.., "burst": 1.., "per_minute": 1.., "key": text or null, "wants_profile": boolean or absent}; cost is
-- at most burst. Anything else is an error (22023), so that no caller can win back what they used.
-- Answer: {"user": whether there is a profile,
--          "retry_after_s": whole seconds until there is room, or null where there is,
--          "answer": what a request with this key was answered in the last 24 hours, or null,
--          "profile": as read_profile, where it is wanted and the request goes on, else null}.
-- The limit is the generic cell rate algorithm: `burst` at once, refilled at `per_minute`; one row a user says when all of
-- it is back. Nothing is taken for a request that is refused or was answered already. The caller's answers of more than 24
-- hours ago go, at most 100 of them at a time.
create function public.admit(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  caller constant uuid := private.caller_id();
  answered jsonb;
  cost integer;
  per_minute integer;
  burst integer;
  wanted_key text;
  takes interval;
  holds interval;
  moment timestamptz;
  wait_s integer;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  if (
    select count(*) from unnest(array['cost', 'burst', 'per_minute']) as name
    where jsonb_typeof(request -> name) = 'number'
      and (request ->> name) ~ '^[0-9]{1,6}$'
  ) <> 3 then
    raise exception 'cost, burst and per_minute are whole numbers of at most six digits' using errcode = '22023';
  end if;
  cost := (request ->> 'cost')::integer;
  burst := (request ->> 'burst')::integer;
  per_minute := (request ->> 'per_minute')::integer;
  if per_minute < 1 or burst < 1 or cost > burst then
    raise exception 'burst and per_minute are at least 1, and cost is at most burst' using errcode = '22023';
  end if;
  if jsonb_typeof(coalesce(request -> 'key', 'null')) not in ('string', 'null')
    or jsonb_typeof(coalesce(request -> 'wants_profile', 'false')) <> 'boolean' then
    raise exception 'key is a text, and wants_profile a boolean' using errcode = '22023';
  end if;
  wanted_key := request ->> 'key';

  -- Locked, so that the profile cannot go while its limit is written.
  perform from public.users where id = caller for key share;
  if not found then
    return jsonb_build_object('user', false, 'retry_after_s', null, 'answer', null, 'profile', null);
  end if;

  -- The one with this key first: a new answer is to take its place.
  delete from public.answers
    where user_id = caller and key in (
      select key from public.answers
      where user_id = caller and created_at < statement_timestamp() - interval '24 hours'
      order by key is not distinct from wanted_key desc, created_at
      limit 100
    );
  select jsonb_build_object(
      'fingerprint', fingerprint, 'status', status, 'headers', headers, 'body', body, 'created_at', created_at)
    into answered
    from public.answers where user_id = caller and key = wanted_key;
  if answered is not null then
    return jsonb_build_object('user', true, 'retry_after_s', null, 'answer', answered, 'profile', null);
  end if;

  if cost > 0 then
    takes := make_interval(secs => cost * 60.0 / per_minute);
    holds := make_interval(secs => burst * 60.0 / per_minute);
    -- Before the clock is read: two requests at once take turns at the lock.
    insert into private.rate_limits (user_id, full_at) values (caller, statement_timestamp())
      on conflict (user_id) do nothing;
    perform from private.rate_limits where user_id = caller for update;
    moment := clock_timestamp();
    update private.rate_limits set full_at = greatest(full_at, moment) + takes
      where user_id = caller and greatest(full_at, moment) + takes <= moment + holds;
    if not found then
      select ceil(extract(epoch from full_at + takes - holds - moment))
        into wait_s from private.rate_limits where user_id = caller;
      return jsonb_build_object('user', true, 'retry_after_s', greatest(wait_s, 1), 'answer', null, 'profile', null);
    end if;
  end if;

  return jsonb_build_object(
    'user', true, 'retry_after_s', null, 'answer', null,
    'profile', case when (request ->> 'wants_profile')::boolean then public.read_profile() end);
end;
$$;

revoke execute on function private.caller_id() from public, anon;
revoke execute on function public.read_profile() from public, anon;
revoke execute on function public.read_holdings() from public, anon;
revoke execute on function public.count_holdings() from public, anon;
revoke execute on function public.admit(jsonb) from public, anon;
grant execute on function private.caller_id() to authenticated, service_role;
grant execute on function public.read_profile() to authenticated, service_role;
grant execute on function public.read_holdings() to authenticated, service_role;
grant execute on function public.count_holdings() to authenticated, service_role;
grant execute on function public.admit(jsonb) to authenticated, service_role;
