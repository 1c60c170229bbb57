-- Adds URLs that are not known. ARGV[1]: a JSON list of items; ARGV[2]: how many listings one pattern may have;
-- ARGV[3]: ms that a standing crawl leaves an article alone whose source says that it was edited.
-- mode `link`: found in a page; `standing`: an endpoint of the catalogue; `run`: asked for by a run, known or not.
local now = now_ms()
local items = cjson.decode(ARGV[1])
local max_listings = tonumber(ARGV[2])
local added, known, refused = 0, 0, 0

local function within_quota(i)
  if i.pattern == '' then return true end
  local key = P .. 'quota:' .. i.source
  local used = tonumber(redis.call('HGET', key, i.pattern) or 0)
  if used >= max_listings then return false end
  redis.call('HINCRBY', key, i.pattern, 1)
  return true
end

local function start(i, standing)
  redis.call('DEL', P .. 'url:' .. i.uid)
  seen_set(i.uid, 'live')
  redis.call('HSET', P .. 'url:' .. i.uid, 'url', i.url, 'at', i.url, 'home', i.host, 'host', i.host, 'kind', i.kind,
    'source', i.source, 'runs', i.run, 'hints', i.hints, 'depth', i.depth, 'from', i.from, 'found', int(now),
    'standing', standing, 'tries', 0, 'told', int(i.modified), 'back', i.back)
  if i.run ~= '' then open_in(i.run, i.uid) end
  queue(i.uid, i.host, now, i.back == '1')
  added = added + 1
end

-- True the first time this run meets the endpoint: what keeps two listings that link each other from going on for ever.
local function first_in_run(i)
  if i.run == '' then return false end
  local fresh = redis.call('SADD', P .. 'run:' .. i.run .. ':endpoints', i.uid) == 1
  redis.call('EXPIRE', P .. 'run:' .. i.run .. ':endpoints', RUN_TTL_S)
  return fresh
end

-- What back-fill knew of is now news: it waits no longer behind the fresh.
local function now_fresh(i, r)
  r.back = '0'
  redis.call('HSET', P .. 'url:' .. i.uid, 'back', '0')
  if not r.token then queue(i.uid, r.host, now) end
end

local function join(i, r)
  if i.run == '' or has_run(r.runs, i.run) then return end
  if r.token then
    if i.mode == 'run' then
      redis.call('HSET', P .. 'url:' .. i.uid, 'again', i.run)
      open_in(i.run, i.uid)
    end
    return
  end
  redis.call('HSET', P .. 'url:' .. i.uid, 'runs', (r.runs ~= '' and r.runs .. ' ' or '') .. i.run)
  open_in(i.run, i.uid)
  if i.kind ~= 'article' or i.mode == 'run' then queue(i.uid, r.host, now, r.back == '1') end
end

-- When the run began: what it has fetched itself, it does not fetch again.
local function began(run)
  redis.call('SET', P .. 'run:' .. run .. ':began', int(now), 'NX', 'EX', RUN_TTL_S)
  return tonumber(redis.call('GET', P .. 'run:' .. run .. ':began'))
end

local function wanted_again(i, seen, fresh)
  if i.mode ~= 'link' then return true end
  if i.kind ~= 'article' then return fresh end
  local told, done_at = string.match(seen, '\31(%d+)\31(%d+)$')
  if not told or i.modified == 0 or i.modified > now + 300000 then return false end
  local known_edit = tonumber(told) > 0 and tonumber(told) or tonumber(done_at)
  if i.modified <= known_edit then return false end
  if i.run ~= '' then return tonumber(done_at) <= began(i.run) end
  return now - tonumber(done_at) > tonumber(ARGV[3])
end

for _, i in ipairs(items) do
  local seen = seen_get(i.uid)
  local fresh = i.kind ~= 'article' and first_in_run(i)
  set_host(i.host, i.delay, i.cap)
  if i.mode == 'run' then began(i.run) end
  if not seen then
    if within_quota(i) then start(i, i.standing) else refused = refused + 1 end
  elseif seen == 'live' then
    known = known + 1
    local r = record(i.uid)
    if not r.token and i.modified > tonumber(r.told or 0) then
      redis.call('HSET', P .. 'url:' .. i.uid, 'told', int(i.modified))
    end
    if r.back == '1' and i.back ~= '1' then now_fresh(i, r) end
    if i.standing == '1' then redis.call('HSET', P .. 'url:' .. i.uid, 'standing', '1') end
    if i.mode == 'run' or i.kind == 'article' or fresh then join(i, r) end
  elseif wanted_again(i, seen, fresh) then
    start(i, i.standing)
  else
    known = known + 1
  end
end
return { added, known, refused }
