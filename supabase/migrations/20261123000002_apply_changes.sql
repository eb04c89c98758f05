-- The commit of a unit of work: every staged write of one block, in one transaction, under the caller's row level security.
--
-- changes: [{"op": "insert" | "put" | "update" | "delete", "table": …, "rows": [{…}, …]}, …]; all rows of a change have
-- the same columns. At most 500 changes with 500 rows in all: more is an error (54000).
--   insert  all rows; a taken key undoes everything
--   put     insert, or replace the row with the same id
--   update  each row where id matches and version is one less than the row's own
--   delete  each row where id and version match
-- Answer: {"applied": n}, or {"conflict": "stale", "table": …} or {"conflict": "constraint", "table": …, "constraint": …}
-- with nothing changed. Conflicts are returned, not raised: PGlite reports most raised SQLSTATEs as code SUP, hosted
-- Supabase as themselves.
create function public.apply_changes(changes jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  allowed constant text[] := array[
    'insert users', 'update users', 'insert skills', 'put skills', 'insert assessments', 'delete assessments'
  ];
  change jsonb;
  item jsonb;
  op text;
  target text;
  columns text;
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
    select string_agg(format('%I', key), ', ' order by key),
           string_agg(format('%1$I = excluded.%1$I', key), ', ' order by key) filter (where key <> 'id')
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
          ' on conflict (id) do update set %3$s',
          target, columns, assignments) using change -> 'rows';
        get diagnostics hit = row_count;
        applied := applied + hit;
      when 'update' then
        select string_agg(format('%1$I = new.%1$I', key), ', ' order by key) filter (where key <> 'id')
          into assignments
          from jsonb_object_keys(change -> 'rows' -> 0) as key;
        for item in select value from jsonb_array_elements(change -> 'rows') loop
          execute format(
            'update public.%1$I as t set %2$s from jsonb_populate_record(null::public.%1$I, $1) as new'
            ' where t.id = new.id and t.version = new.version - 1',
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

revoke execute on function public.apply_changes(jsonb) from public, anon;
grant execute on function public.apply_changes(jsonb) to authenticated, service_role;

-- Readiness: answers anybody, whatever they may read, and costs nothing.
create function public.ping() returns boolean
language sql stable security invoker set search_path = ''
as $$ select true $$;

revoke execute on function public.ping() from public;
grant execute on function public.ping() to anon, authenticated, service_role;
