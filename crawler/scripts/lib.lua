-- What every transition shares. KEYS[1] is the prefix of the frontier's keys; all moments are ms of `now_ms`, the clock before this.
local P = KEYS[1]
local RUN_TTL_S = 7 * 86400

local function int(n) return string.format('%.0f', n) end

local function seen_get(uid) return redis.call('HGET', P .. 'seen:' .. string.sub(uid, 1, 4), string.sub(uid, 5)) end

local function seen_set(uid, value)
  redis.call('HSET', P .. 'seen:' .. string.sub(uid, 1, 4), string.sub(uid, 5), value)
end

local function record(uid)
  local flat = redis.call('HGETALL', P .. 'url:' .. uid)
  local r = {}
  for i = 1, #flat, 2 do r[flat[i]] = flat[i + 1] end
  return r
end

local function delay_of(host)
  local d = redis.call('HMGET', P .. 'host:' .. host, 'delay', 'crawl_delay')
  return math.max(tonumber(d[1] or 1000), tonumber(d[2] or 0))
end

-- One fetch in flight at a time, unless the host needs no rest.
local function cap_of(host)
  if delay_of(host) > 0 then return 1 end
  return tonumber(redis.call('HGET', P .. 'host:' .. host, 'cap') or 1)
end

local function first_of(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return first[1], tonumber(first[2])
end

-- When the host's next back-fill may be asked for: in its own pace, and not so late that a fresh URL would wait for it.
local function back_fill_at(host, free, fresh_at)
  local uid, due = first_of(P .. 'back:' .. host)
  if not uid then return nil end
  local at = math.max(due, free, tonumber(redis.call('HGET', P .. 'host:' .. host, 'back') or 0))
  if fresh_at and fresh_at < at + delay_of(host) then return nil, true end
  return at, true
end

-- The host's next possible claim is its place in the ready-set; a busy host or one without due URLs is not in it.
local function rescore(host)
  local h = redis.call('HMGET', P .. 'host:' .. host, 'next', 'blocked')
  local free = math.max(tonumber(h[1] or 0), tonumber(h[2] or 0))
  local uid, due = first_of(P .. 'due:' .. host)
  local fresh_at = uid and math.max(due, free)
  local back_at, has_back = back_fill_at(host, free, fresh_at)
  redis.call((uid or has_back) and 'SADD' or 'SREM', P .. 'waiting', host)
  local at = back_at or fresh_at
  if not at or redis.call('SCARD', P .. 'busy:' .. host) >= cap_of(host) then
    redis.call('ZREM', P .. 'hosts', host)
  else
    redis.call('ZADD', P .. 'hosts', int(at), host)
  end
end

-- The host was asked `ago` ms ago: it rests from then on.
local function rest(host, now, ago)
  local at = now - ago + delay_of(host)
  local next_at = tonumber(redis.call('HGET', P .. 'host:' .. host, 'next') or 0)
  if at > next_at then redis.call('HSET', P .. 'host:' .. host, 'next', int(at)) end
end

local function block(host, till, reason)
  redis.call('HSET', P .. 'host:' .. host, 'blocked', int(till), 'reason', reason)
  redis.call('ZADD', P .. 'blocked', int(till), host)
end

local function set_host(host, delay, cap)
  redis.call('HSET', P .. 'host:' .. host, 'delay', delay, 'cap', cap)
end

-- The record that a token holds, its id, or nil: a token whose lease was taken away holds nothing.
local function leased(token)
  local uid = redis.call('HGET', P .. 'leased', token)
  if not uid then return nil end
  local r = record(uid)
  if r.token ~= token then return nil end
  return r, uid
end

local function drop_lease(token, uid, r)
  redis.call('ZREM', P .. 'leases', token)
  redis.call('HDEL', P .. 'leased', token)
  redis.call('SREM', P .. 'busy:' .. r.host, token)
  redis.call('HDEL', P .. 'url:' .. uid, 'token')
end

local function queue(uid, host, at, back_fill)
  redis.call('ZREM', P .. (back_fill and 'due:' or 'back:') .. host, uid)
  redis.call('ZADD', P .. (back_fill and 'back:' or 'due:') .. host, int(at), uid)
  rescore(host)
end

local function each_run(runs, act)
  for run in string.gmatch(runs or '', '%S+') do act(run) end
end

local function has_run(runs, wanted)
  return string.find(' ' .. (runs or '') .. ' ', ' ' .. wanted .. ' ', 1, true) ~= nil
end

local function open_in(run, uid)
  redis.call('SADD', P .. 'run:' .. run, uid)
  redis.call('EXPIRE', P .. 'run:' .. run, RUN_TTL_S)
end

local function close_runs(r, uid)
  each_run(r.runs, function(run) redis.call('SREM', P .. 'run:' .. run, uid) end)
end

-- One fetch ended: counted for its source and for each run, in the script that ends it.
local function count(r, result, reason)
  local field = r.source .. '\31' .. result
  if reason ~= '' then field = field .. '\31' .. reason end
  redis.call('HINCRBY', P .. 'counts', field, 1)
  each_run(r.runs, function(run)
    redis.call('HINCRBY', P .. 'run:' .. run .. ':counts', field, 1)
    redis.call('EXPIRE', P .. 'run:' .. run .. ':counts', RUN_TTL_S)
  end)
end

-- The URL is done: its record goes, a short note stays in the seen-set; `told` is when its source says it was edited.
local function finish(uid, r, now, result, reason)
  close_runs(r, uid)
  redis.call('DEL', P .. 'url:' .. uid)
  seen_set(uid, table.concat({ result, reason, r.source, r.kind, r.told or '0', int(now) }, '\31'))
end

-- The URL's visit is over: again at once if a run asked for it meanwhile, else at `at`, else (nil) done.
local function settle(uid, r, now, result, reason, at)
  if r.again then
    close_runs(r, uid)
    each_run(r.again, function(run) open_in(run, uid) end)
    redis.call('HSET', P .. 'url:' .. uid, 'runs', r.again, 'at', r.url, 'host', r.home, 'tries', 0, 'found', int(now))
    redis.call('HDEL', P .. 'url:' .. uid, 'again', 'hops', 'throttled', 'expired')
    queue(uid, r.home, now)
  elseif at then
    close_runs(r, uid)
    redis.call('HSET', P .. 'url:' .. uid, 'runs', '', 'at', r.url, 'host', r.home, 'tries', 0,
      'last', result .. '\31' .. reason .. '\31' .. int(now))
    redis.call('HDEL', P .. 'url:' .. uid, 'hops', 'throttled', 'expired')
    queue(uid, r.home, at)
  else
    finish(uid, r, now, result, reason)
  end
  rescore(r.host)
end
