-- What all instances of the workers hold in common about dependencies: circuit breakers, and what a language model has
-- taken of each person's day. For the service alone, and over these functions alone: the Data API serves no table here.

create table private.breakers (
  name    text primary key check (name ~ '^[a-z0-9-]{1,60}$'),
  phase   text not null default 'closed' check (phase in ('closed', 'open', 'half-open')),
  -- One more at each change of phase: what a report names to count at all.
  version integer not null default 1 check (version >= 1),
  -- Closed, when its window began; open, when it opened.
  since   timestamptz not null default clock_timestamp() check (since between '2000-01-01 UTC' and '3000-01-01 UTC'),
  -- Closed, of the window; half-open, `ok` alone: probes that succeeded.
  ok      bigint not null default 0 check (ok >= 0),
  failed  bigint not null default 0 check (failed >= 0),
  -- When the lease of each probe ends, in seconds since 1970, by its id.
  probes  jsonb not null default '{}' check (jsonb_typeof(probes) = 'object')
);

create table private.llm_spend (
  user_id uuid not null references public.users (id) on delete cascade,
  -- By UTC.
  day     date not null check (day between '2000-01-01' and '3000-01-01'),
  -- Reserved or used.
  tokens  bigint not null check (tokens >= 0),
  primary key (user_id, day)
);

alter table private.breakers enable row level security;
alter table private.breakers force row level security;
alter table private.llm_spend enable row level security;
alter table private.llm_spend force row level security;
revoke all on private.breakers, private.llm_spend from anon, authenticated, service_role;
grant select, insert, update on private.breakers to service_role;
grant select, insert, update, delete on private.llm_spend to service_role;

-- Whatever is ever granted here, no signed-in user sees or changes a row.
create policy breakers_nobodys on private.breakers as restrictive for all to authenticated
  using (false) with check (false);
create policy llm_spend_nobodys on private.llm_spend as restrictive for all to authenticated
  using (false) with check (false);

-- The members of a request that are numbers from 0 to 1,000,000,000, or an error (22023) that names the first which is not.
create function private.require_numbers(request jsonb, variadic names text[]) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  name text;
begin
  foreach name in array names loop
    if jsonb_typeof(request -> name) is distinct from 'number'
      or (request ->> name)::numeric not between 0 and 1000000000 then
      raise exception '% is a number from 0 to 1,000,000,000', name using errcode = '22023';
    end if;
  end loop;
end;
$$;

-- Whether one call to a dependency may go through; shared/gateways/resilience/breaker.py says the rules.
--
-- request: {"name": of the breaker, "ok": calls that succeeded since it was last asked or told,
--           "window_s", "open_s", "probes", "lease_s": of its policy}; anything else is an error (22023).
-- Answer: {"phase", "version", "probe": id of the lease or null, "retry_after_s": where it refuses, else null}.
create function public.breaker_enter(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  held private.breakers;
  moment timestamptz;
  moment_s numeric;
  ends timestamptz;
  lease_id text;
  leases jsonb;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  perform private.require_numbers(request, 'ok', 'window_s', 'open_s', 'probes', 'lease_s');

  -- Before the clock is read: two at once take turns at the lock.
  insert into private.breakers (name) values (request ->> 'name') on conflict (name) do nothing;
  select * into strict held from private.breakers where name = request ->> 'name' for update;
  moment := clock_timestamp();

  if held.phase = 'closed' then
    if moment >= held.since + make_interval(secs => (request ->> 'window_s')::double precision) then
      update private.breakers set since = moment, ok = (request ->> 'ok')::bigint, failed = 0 where name = held.name;
    elsif (request ->> 'ok')::bigint > 0 then
      update private.breakers set ok = ok + (request ->> 'ok')::bigint where name = held.name;
    end if;
    return jsonb_build_object('phase', 'closed', 'version', held.version, 'probe', null, 'retry_after_s', null);
  end if;

  if held.phase = 'open' then
    ends := held.since + make_interval(secs => (request ->> 'open_s')::double precision);
    if moment < ends then
      return jsonb_build_object(
        'phase', 'open', 'version', held.version, 'probe', null, 'retry_after_s', extract(epoch from ends - moment));
    end if;
    update private.breakers
      set phase = 'half-open', version = version + 1, since = moment, ok = 0, failed = 0, probes = '{}'
      where name = held.name
      returning * into held;
  end if;

  moment_s := extract(epoch from moment);
  select coalesce(jsonb_object_agg(lease.key, lease.value), '{}') into leases
    from jsonb_each(held.probes) as lease where lease.value::numeric > moment_s;
  if (select count(*) from jsonb_object_keys(leases)) >= (request ->> 'probes')::numeric then
    return jsonb_build_object(
      'phase', 'half-open', 'version', held.version, 'probe', null,
      'retry_after_s', (select coalesce(min(lease.value::numeric) - moment_s, 0) from jsonb_each(leases) as lease));
  end if;
  lease_id := gen_random_uuid()::text;
  update private.breakers
    set probes = leases || jsonb_build_object(lease_id, moment_s + (request ->> 'lease_s')::numeric)
    where name = held.name;
  return jsonb_build_object('phase', 'half-open', 'version', held.version, 'probe', lease_id, 'retry_after_s', null);
end;
$$;

-- What became of calls that went through.
--
-- request: {"name", "version": of the breaker that let them through, "probe": of the one call that was a probe, or null,
--           "ok", "failed": how many, "failures", "rate", "window_s", "open_s", "probes": of its policy}; anything else
--           is an error (22023).
-- Compared and set: where the version is another by now, or the lease has ended, nothing changes.
-- Answer: what the breaker is now, as breaker_enter; "retry_after_s" is 0 where it is half-open.
create function public.breaker_report(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  held private.breakers;
  moment timestamptz;
  count_ok bigint;
  count_failed bigint;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  perform private.require_numbers(
    request, 'version', 'ok', 'failed', 'failures', 'rate', 'window_s', 'open_s', 'probes');
  count_ok := (request ->> 'ok')::bigint;
  count_failed := (request ->> 'failed')::bigint;

  insert into private.breakers (name) values (request ->> 'name') on conflict (name) do nothing;
  select * into strict held from private.breakers where name = request ->> 'name' for update;
  moment := clock_timestamp();

  if held.version = (request ->> 'version')::numeric and held.phase = 'closed' then
    if moment < held.since + make_interval(secs => (request ->> 'window_s')::double precision) then
      count_ok := held.ok + count_ok;
      count_failed := held.failed + count_failed;
    else
      held.since := moment;
    end if;
    if count_failed >= (request ->> 'failures')::numeric
      and count_failed >= (request ->> 'rate')::numeric * (count_ok + count_failed) then
      update private.breakers
        set phase = 'open', version = version + 1, since = moment, ok = 0, failed = 0, probes = '{}'
        where name = held.name
        returning * into held;
    else
      update private.breakers set since = held.since, ok = count_ok, failed = count_failed where name = held.name;
    end if;
  elsif held.version = (request ->> 'version')::numeric
    and held.phase = 'half-open'
    and (held.probes ->> (request ->> 'probe'))::numeric > extract(epoch from moment) then
    count_ok := held.ok + count_ok;
    if count_failed > 0 or count_ok >= (request ->> 'probes')::numeric then
      update private.breakers
        set phase = case when count_failed > 0 then 'open' else 'closed' end,
            version = version + 1, since = moment, ok = 0, failed = 0, probes = '{}'
        where name = held.name
        returning * into held;
    else
      update private.breakers set ok = count_ok, probes = probes - (request ->> 'probe') where name = held.name;
    end if;
  end if;
  return jsonb_build_object(
    'phase', held.phase, 'version', held.version, 'probe', null,
    'retry_after_s', case held.phase
      when 'half-open' then 0
      when 'open' then greatest(
        extract(epoch from held.since + make_interval(secs => (request ->> 'open_s')::double precision) - moment), 0)
    end);
end;
$$;

-- Take tokens of a person's day, before a language model is asked for them.
--
-- request: {"user_id", "tokens": to take, "per_day": the most of a day}; anything else is an error (22023).
-- Answer: {"day": the day they were taken of, by the database's clock, or null where so many are not left,
--          "left": of the day}. A person without a profile has none. What was spent on other days is forgotten.
create function public.llm_reserve(request jsonb) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
declare
  person uuid;
  today constant date := (statement_timestamp() at time zone 'UTC')::date;
  wanted bigint;
  most bigint;
  spent bigint;
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  perform private.require_numbers(request, 'tokens', 'per_day');
  person := (request ->> 'user_id')::uuid;
  wanted := (request ->> 'tokens')::bigint;
  most := (request ->> 'per_day')::bigint;
  -- Locked, so that the profile cannot go while its day is written.
  perform from public.users where id = person for key share;
  if not found then
    return jsonb_build_object('day', null, 'left', 0);
  end if;
  delete from private.llm_spend where user_id = person and day < today - 1;
  insert into private.llm_spend (user_id, day, tokens) values (person, today, 0) on conflict (user_id, day) do nothing;
  update private.llm_spend set tokens = tokens + wanted
    where user_id = person and day = today and tokens + wanted <= most
    returning tokens into spent;
  if not found then
    select tokens into spent from private.llm_spend where user_id = person and day = today;
    return jsonb_build_object('day', null, 'left', greatest(most - spent, 0));
  end if;
  return jsonb_build_object('day', today, 'left', most - spent);
end;
$$;

-- Give back what was reserved and not used, or take what was used beyond it; once for each reservation.
--
-- request: {"user_id", "day": as llm_reserve answered it, "reserved", "used"}; anything else is an error (22023).
-- Answer: whether that day is still known.
create function public.llm_settle(request jsonb) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  -- Lite on its Postgres driver sends a jsonb argument as a JSON string.
  if jsonb_typeof(request) = 'string' then
    request := (request #>> '{}')::jsonb;
  end if;
  perform private.require_numbers(request, 'reserved', 'used');
  update private.llm_spend
    set tokens = greatest(tokens + (request ->> 'used')::bigint - (request ->> 'reserved')::bigint, 0)
    where user_id = (request ->> 'user_id')::uuid and day = (request ->> 'day')::date;
  return found;
end;
$$;

revoke execute on function private.require_numbers(jsonb, text[]) from public, anon, authenticated;
revoke execute on function public.breaker_enter(jsonb) from public, anon, authenticated;
revoke execute on function public.breaker_report(jsonb) from public, anon, authenticated;
revoke execute on function public.llm_reserve(jsonb) from public, anon, authenticated;
revoke execute on function public.llm_settle(jsonb) from public, anon, authenticated;
grant execute on function private.require_numbers(jsonb, text[]) to service_role;
grant execute on function public.breaker_enter(jsonb) to service_role;
grant execute on function public.breaker_report(jsonb) to service_role;
grant execute on function public.llm_reserve(jsonb) to service_role;
grant execute on function public.llm_settle(jsonb) to service_role;
