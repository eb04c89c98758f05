-- What nobody needs any longer goes; how long each is kept says shared/services/retention.py.

-- Whatever goes is found by when it was last needed.
create index answers_created_at on public.answers (created_at);
create index documents_expected on public.documents (updated_at) where state = 'expected';
create index workflow_runs_settled on public.workflow_runs (updated_at) where state in ('completed', 'compensated');
create index erasure_receipts_erased_at on public.erasure_receipts (erased_at);

-- Remove, at most `limit` rows of each: answers to requests; items of runs, and the runs without items or parts, that were
-- completed or compensated and are not to be retried, but no part of a run that stays; receipts. Documents that were announced and never came are
-- erased, which dooms their objects. What is dead-lettered stays: somebody is to look at it.
--
-- request: {"limit": 1..1000, "answers", "uploads", "runs", "receipts": each an instant, what was last changed before it
-- goes}; anything else is an error (22023, 22007).
-- Answer: {"answers", "uploads", "items", "runs", "receipts": how many}.
create function public.expire(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  most integer;
  answers_until timestamptz;
  uploads_until timestamptz;
  runs_until timestamptz;
  receipts_until timestamptz;
  gone jsonb := jsonb_build_object();
  hit integer;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  if jsonb_typeof(request -> 'limit') is distinct from 'number'
    or (request ->> 'limit')::numeric not between 1 and 1000
    or (select count(request ->> name) from unnest(array['answers', 'uploads', 'runs', 'receipts']) as name) <> 4 then
    raise exception 'limit is a number from 1 to 1000, and answers, uploads, runs and receipts are instants'
      using errcode = '22023';
  end if;
  most := (request ->> 'limit')::integer;
  answers_until := (request ->> 'answers')::timestamptz;
  uploads_until := (request ->> 'uploads')::timestamptz;
  runs_until := (request ->> 'runs')::timestamptz;
  receipts_until := (request ->> 'receipts')::timestamptz;

  with old as (
    select user_id, key from public.answers where created_at < answers_until
      order by created_at limit most for update skip locked
  )
  delete from public.answers as t using old where t.user_id = old.user_id and t.key = old.key;
  get diagnostics hit = row_count;
  gone := gone || jsonb_build_object('answers', hit);

  with old as (
    select id from public.documents where state = 'expected' and updated_at < uploads_until
      order by updated_at limit most for update skip locked
  )
  update public.documents as t
    set state = 'erased', filename = '', sha256 = '', updated_at = statement_timestamp(), version = version + 1
    from old where t.id = old.id;
  get diagnostics hit = row_count;
  gone := gone || jsonb_build_object('uploads', hit);

  with settled as (
    select run.user_id, run.id from public.workflow_runs as run
      where run.state in ('completed', 'compensated') and not run.is_retried and run.updated_at < runs_until
        and not exists (
          select from public.workflow_runs as parent
            where parent.id = run.parent_id
              and (parent.state not in ('completed', 'compensated') or parent.is_retried
                or parent.updated_at >= runs_until))
  ), old as (
    select item.user_id, item.run_id, item.number from settled
      join public.workflow_items as item on item.user_id = settled.user_id and item.run_id = settled.id
      limit most
  )
  delete from public.workflow_items as t using old
    where t.user_id = old.user_id and t.run_id = old.run_id and t.number = old.number;
  get diagnostics hit = row_count;
  gone := gone || jsonb_build_object('items', hit);

  with old as (
    select run.id from public.workflow_runs as run
      where run.state in ('completed', 'compensated') and not run.is_retried and run.updated_at < runs_until
        and not exists (
          select from public.workflow_runs as parent
            where parent.id = run.parent_id
              and (parent.state not in ('completed', 'compensated') or parent.is_retried
                or parent.updated_at >= runs_until))
        and not exists (
          select from public.workflow_runs as part where part.user_id = run.user_id and part.parent_id = run.id)
        and not exists (
          select from public.workflow_items as item where item.user_id = run.user_id and item.run_id = run.id)
      order by run.updated_at
      limit most
      for update skip locked
  )
  delete from public.workflow_runs as t using old where t.id = old.id;
  get diagnostics hit = row_count;
  gone := gone || jsonb_build_object('runs', hit);

  with old as (
    select run_id from public.erasure_receipts where erased_at < receipts_until order by erased_at limit most
  )
  delete from public.erasure_receipts as t using old where t.run_id = old.run_id;
  get diagnostics hit = row_count;
  return gone || jsonb_build_object('receipts', hit);
end;
$$;

revoke execute on function public.expire(jsonb) from public, anon, authenticated;
grant execute on function public.expire(jsonb) to service_role;
