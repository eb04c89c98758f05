-- Rows first..last of a database of many users, as they are stored; run by the tables' owner, without triggers.
--
-- User 0 has a quarter of all assessments and half of all else; everybody's rows lie mixed, as they would have come in.
-- Ids grow with the number of the row, as those of version 7 do with the time.

create or replace function pg_temp.id_of(kind text, number bigint) returns uuid language sql immutable
return (
  lpad(to_hex(1764000000000 + number * 10), 12, '0') || '7' || substr(md5(kind || number), 1, 3)
  || '8' || substr(md5(kind || number), 4, 15)
)::uuid;

create or replace function pg_temp.user_of(number bigint) returns uuid language sql immutable
return md5('user ' || number)::uuid;

-- Whose a row is: every `share`th is user 0's.
create or replace function pg_temp.owner_of(number bigint, share integer, users bigint) returns uuid language sql immutable
return pg_temp.user_of(case when number %% share = 0 then 0 else 1 + number %% (users - 1) end);

create or replace function pg_temp.moment_of(number bigint) returns timestamptz language sql stable
return '2026-01-01 UTC'::timestamptz + number * interval '10 ms';

insert into auth.users (id)
  select pg_temp.user_of(n) from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

insert into public.users (id, display_name, locale, created_at, updated_at, version)
  select pg_temp.user_of(n), 'Ada Lovelace', 'en-GB', pg_temp.moment_of(n), pg_temp.moment_of(n), 1
  from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

insert into private.rate_limits (user_id, full_at)
  select pg_temp.user_of(n), pg_temp.moment_of(n) from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

insert into public.assessments
    (id, user_id, created_at, as_of, taxonomy_version, method_version, input_sha256, input_chars, language,
     skill_count, scored_count, result, version)
  select pg_temp.id_of('assessment', n), pg_temp.owner_of(n, 4, %(users)s), pg_temp.moment_of(n), '2026-01-01',
    %(taxonomy)s, '1', md5(n::text) || md5(n::text), 2000, 'en', 1, 1, %(result)s, 1
  from generate_series(%(first)s, %(last)s - 1) as n;

insert into public.documents
    (id, user_id, filename, content_type, size, sha256, state, created_at, updated_at, version)
  select pg_temp.id_of('document', n), pg_temp.owner_of(n, 2, %(users)s), 'cv.pdf', 'application/pdf', 2000,
    md5(n::text) || md5(n::text), 'received', pg_temp.moment_of(n), pg_temp.moment_of(n), 2
  from generate_series(%(first)s * 2 / 5, %(last)s * 2 / 5 - 1) as n;

insert into public.corrections
    (id, user_id, skill_id, skill_name, verdict, level, machine_level, reason, created_at)
  select pg_temp.id_of('correction', n), pg_temp.owner_of(n, 2, %(users)s), pg_temp.id_of('skill', n %% 20), 'Python',
    'adjusted', 'expert', 'novice', 'ten years of it', pg_temp.moment_of(n)
  from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

insert into public.plans
    (id, user_id, role_id, role_title, strategy, hours_per_week, starts_on, ends_on, taxonomy_version,
     readiness_at_start, readiness_now, readiness_at_end, step_count, done_count, created_at, updated_at, version, body)
  select pg_temp.id_of('plan', n), pg_temp.owner_of(n, 2, %(users)s), pg_temp.id_of('role', n %% 20), 'data analyst',
    'fastest', 6, '2026-01-01', '2026-06-01', %(taxonomy)s, 40, 40, 100, 1, 0, pg_temp.moment_of(n),
    pg_temp.moment_of(n), 1, %(body)s
  from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

-- The first plan has as many versions as half of all plans have rows; every other one has its first.
insert into public.plan_versions (plan_id, user_id, version, created_at, cause, why, changes, plan)
  select p.id, p.user_id, p.version, p.created_at, 'created', 'The plan was made.', '[]',
    jsonb_build_object('summary', to_jsonb(p) - 'body', 'body', p.body)
  from public.plans as p
  where p.created_at >= pg_temp.moment_of(greatest(%(first)s / 10, 1))
    and p.created_at < pg_temp.moment_of(%(last)s / 10);
insert into public.plan_versions (plan_id, user_id, version, created_at, cause, why, changes, plan)
  select p.id, p.user_id, 1 + n, pg_temp.moment_of(n), 'step changed', 'A step was done.', '[]',
    jsonb_build_object('summary', to_jsonb(p) - 'body', 'body', p.body)
  from public.plans as p, generate_series(%(first)s / 20, %(last)s / 20 - 1) as n
  where p.id = pg_temp.id_of('plan', 0);

insert into public.answers (user_id, key, fingerprint, status, headers, body, created_at)
  select pg_temp.owner_of(n, 2, %(users)s), 'key ' || n, md5(n::text) || md5(n::text), 201,
    '[["location", "/v1/plans/1"]]', %(body)s::text, statement_timestamp()
  from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

-- Run 0 names a manifest, and every fifth other one of user 0's is a part of it. One in eleven was given up, and a
-- quarter waits to be taken up.
insert into public.workflow_runs
    (id, user_id, kind, state, input, steps, position, parent_id, is_cancelled, is_retried, not_before, deadline,
     claims, result, created_at, updated_at, version)
  select pg_temp.id_of('run', n), pg_temp.owner_of(n, 2, %(users)s),
    case when n = 0 then 'bulk_assess' when n %% 10 = 0 then 'assess_batch' else 'cv_to_plan' end,
    case when n = 0 then 'running' when n %% 11 = 0 then 'dead-lettered' when n %% 4 = 2 then 'queued'
      else 'completed' end,
    '{"document_id": "01a208ad-e747-76ba-a0f8-000000000040"}', %(steps)s, 0,
    case when n > 0 and n %% 10 = 0 then pg_temp.id_of('run', 0) end, false, false, pg_temp.moment_of(n),
    '2027-01-01 UTC', 0, '{}', pg_temp.moment_of(n), pg_temp.moment_of(n), 1
  from generate_series(%(first)s / 5, %(last)s / 5 - 1) as n;

insert into public.outbox (user_id, run_id, due_at)
  select user_id, id, case when hashtext(id::text) %% 10 = 0 then '2026-01-01 UTC' else '2027-01-01 UTC' end::timestamptz
  from public.workflow_runs
  where state in ('queued', 'running') and created_at >= pg_temp.moment_of(%(first)s / 5)
    and created_at < pg_temp.moment_of(%(last)s / 5);

insert into public.workflow_items (user_id, run_id, number, ref, code, result)
  select pg_temp.user_of(0), pg_temp.id_of('run', 0), n, 'line ' || n, case when n %% 50 = 0 then 'no-text' else '' end,
    case when n %% 50 = 0 then '{}' else %(body)s::jsonb end
  from generate_series(%(first)s / 20, %(last)s / 20 - 1) as n;
-- Of other manifests, ten lines each.
insert into public.workflow_items (user_id, run_id, number, ref, code, result)
  select pg_temp.owner_of(1 + n / 10, 2, %(users)s), pg_temp.id_of('run', 1 + n / 10), n %% 10, 'line ' || n, '',
    '{"skills": []}'
  from generate_series(%(first)s * 4 / 5, %(last)s * 4 / 5 - 1) as n;

insert into private.llm_spend (user_id, day, tokens)
  select pg_temp.user_of(n), '2026-01-01', 1000 from generate_series(%(first)s / 10, %(last)s / 10 - 1) as n;

insert into public.erasure_receipts (run_id, owner_sha256, erased_at, removed)
  select pg_temp.id_of('receipt', n), encode(sha256(n::text::bytea), 'hex'), pg_temp.moment_of(n), '{"profile": 1}'
  from generate_series(%(first)s / 5, %(last)s / 5 - 1) as n;

insert into public.doomed_objects (key, doomed_at)
  select format('users/%%s/documents/%%s', pg_temp.user_of(-1 - n / 100), pg_temp.id_of('gone', n)),
    pg_temp.moment_of(n / 100)
  from generate_series(%(first)s / 2, %(last)s / 2 - 1) as n;
