#!lua flags=allow-oom
-- What every transition shares: the keys, the server's clock, and the steps a row goes through.
local P = 'trawlnet:ledger:'
local MESSAGE = [==[@MESSAGE@]==]
local KEEP_S = 7 * 24 * 3600
local STAGES = {'clean', 'enrich', 'index'}

local function row_key(id) return P .. 'row:' .. id end
local function bytes_key(id) return P .. 'bytes:' .. id end
local function pile(state, stage) return P .. state .. ':' .. stage end
local function whole(number) return string.format('%.0f', number) end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function row(id, ...)
  return redis.call('HMGET', row_key(id), ...)
end

-- Count one thing in each place where it is asked for.
local function count(source, run, field, by)
  redis.call('HINCRBY', P .. 'count:all', field, by)
  redis.call('HINCRBY', P .. 'count:source:' .. source, field, by)
  if run ~= '' then
    redis.call('HINCRBY', P .. 'count:run:' .. run, field, by)
    redis.call('EXPIRE', P .. 'count:run:' .. run, 30 * 24 * 3600)
    redis.call('HINCRBY', P .. 'count:run:' .. run .. ':source:' .. source, field, by)
    redis.call('EXPIRE', P .. 'count:run:' .. run .. ':source:' .. source, 30 * 24 * 3600)
  end
end

-- Make the Celery queue of a stage hold as many messages as rows are ready: the missing are added, the surplus goes.
local function announce(stage)
  local queue = 'trawlnet:celery:' .. stage
  local ready = redis.call('ZCARD', pile('ready', stage))
  local waiting = redis.call('LLEN', queue)
  if waiting > ready then
    redis.call('LTRIM', queue, 0, ready - 1)
    if ready == 0 then redis.call('DEL', queue) end
  end
  for _ = 1, math.min(ready - waiting, 500) do
    local number = whole(redis.call('INCR', P .. 'messages'))
    local message = MESSAGE:gsub('@ID@', stage .. '-' .. number):gsub('@STAGE@', stage)
    redis.call('LPUSH', queue, message)
  end
end

local function hold(id, data)
  local before = redis.call('STRLEN', bytes_key(id))
  redis.call('SET', bytes_key(id), data)
  redis.call('INCRBY', P .. 'held', #data - before)
end

local function release(id)
  redis.call('DECRBY', P .. 'held', redis.call('STRLEN', bytes_key(id)))
  redis.call('DEL', bytes_key(id))
end

-- A dead row keeps its bytes, for a retry; they take no room from pages to come.
local function set_aside(id)
  redis.call('DECRBY', P .. 'held', redis.call('STRLEN', bytes_key(id)))
end

local function take_up(id)
  redis.call('INCRBY', P .. 'held', redis.call('STRLEN', bytes_key(id)))
end

local function trace(id, event)
  local key = 'trawlnet:trace:' .. id
  redis.call('RPUSH', key, cjson.encode(event))
  redis.call('LTRIM', key, -64, -1)
  redis.call('EXPIRE', key, KEEP_S)
end

local function make_ready(id, stage, now)
  redis.call('HSET', row_key(id), 'state', 'ready')
  redis.call('HDEL', row_key(id), 'token', 'worker')
  redis.call('ZADD', pile('ready', stage), whole(now), id)
end

-- Whether a lease token still holds its row.
local function holds(id, token)
  return redis.call('HGET', row_key(id), 'token') == token
end

-- End a row: the outcome is counted here and nowhere else, and told to those who listen.
local function conclude(id, outcome, reason, article, digest, now)
  local source, run, url = unpack(row(id, 'source', 'run', 'url'))
  count(source, run, outcome, 1)
  if outcome == 'indexed' and string.sub(id, 1, 6) == 'again-' then count(source, run, 'indexed_again', 1) end
  if outcome == 'rejected' then count(source, run, 'reason:' .. reason, 1) end
  if run ~= '' then redis.call('SREM', P .. 'open:' .. run, id) end
  redis.call('HDEL', row_key(id), 'token', 'worker', 'alone', 'batch')
  redis.call('HSET', row_key(id), 'state', 'ended', 'outcome', outcome, 'ended', whole(now))
  if reason ~= '' then redis.call('HSET', row_key(id), 'reason', reason) end
  redis.call('XADD', 'trawlnet:outcomes', 'MAXLEN', '~', 100000, '*', 'page', id, 'source', source, 'run', run,
    'url', url, 'outcome', outcome, 'reason', reason, 'article', article, 'digest', digest, 'at', whole(now))
end

local function bury(id, stage, cause, detail, now)
  conclude(id, 'dead', cause, '', '', now)
  set_aside(id)
  redis.call('HSET', row_key(id), 'state', 'dead', 'detail', detail)
  redis.call('ZADD', pile('dead', stage), whole(now), id)
end

-- Leave 100 bytes for audit and trace.
local function entomb(id)
  release(id)
  redis.call('HDEL', row_key(id), 'stage', 'attempts', 'created', 'archive', 'detail', 'run')
  redis.call('EXPIRE', row_key(id), KEEP_S)
end
