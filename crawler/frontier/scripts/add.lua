-- Adds URLs that are not known. ARGV: a JSON list of items; their ids, 16 bytes each; ms that a standing crawl leaves an
-- article alone whose source says that it was edited; how many URLs may wait in all and at one host; the short id and
-- the address of where they were found. Returns how many were new, were known, had no room, and were left because the run
-- had taken its number (`most`, 0: any) of their source.
-- mode `link`: found in a page; `standing`: an endpoint of the catalogue; `run`: asked for by a run, known or not.
local now = now_ms()
local items, uids = cjson.decode(ARGV[1]), ARGV[2]
local edit_rest, max_waiting, max_of_host = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local from, found_in = ARGV[6], ARGV[7]
local added, known, paused, left = 0, 0, 0, 0
local waiting = call('HLEN', P .. 'live')

-- What a person or the catalogue asks for is always taken.
local function has_room(i)
  if i.mode ~= 'link' then return true end
  local h = host_of(i.host)
  h.waiting = h.waiting or call('ZCARD', P .. 'due:' .. i.host) + call('ZCARD', P .. 'back:' .. i.host)
  return waiting < max_waiting and h.waiting < max_of_host
end

local function count_of(name, i)
  local key = P .. 'run:' .. i.run .. ':' .. name
  call('HINCRBY', key, i.source, 1)
  call('EXPIRE', key, RUN_TTL_S)
end

-- What is left is counted once: where something had no room, the page is read again.
local function within_number(i)
  if i.most == 0 then return true end
  if tonumber(call('HGET', P .. 'run:' .. i.run .. ':taken', i.source) or 0) < i.most then
    count_of('taken', i)
    return true
  end
  left = left + 1
  if paused == 0 then count_of('left', i) end
  return false
end

local function start(i, uid, done)
  if not has_room(i) then paused = paused + 1 return end
  if not within_number(i) then return end
  local r = fresh_record()
  r.source, r.kind, r.rule, r.depth = source_number(i.source), string.byte(i.kind), string.byte(i.mode), i.depth
  r.url, r.at, r.host, r.home, r.runs, r.hints = i.url, i.url, i.host, i.host, i.run, i.hints
  r.found, r.told, r.from = done and done.found * 1000 or now, i.modified, from
  r.standing, r.back, r.was_page = i.standing, i.back, done and has(done.flags, WAS_PAGE)
  if done then known_drop(uid) end
  if found_in ~= '' then call('HSETNX', P .. 'found_in', from, found_in) end
  if i.run ~= '' then open_in(i.run, uid) end
  save(uid, r)
  queue(uid, r, now)
  local h = host_of(i.host)
  added, waiting, h.waiting = added + 1, waiting + 1, (h.waiting or 0) + 1
end

-- True the first time this run meets the endpoint: what keeps two listings that link each other from going on for ever.
local function first_in_run(i, uid)
  if i.run == '' then return false end
  local fresh = call('SADD', P .. 'run:' .. i.run .. ':endpoints', uid) == 1
  call('EXPIRE', P .. 'run:' .. i.run .. ':endpoints', RUN_TTL_S)
  return fresh
end

local function join(i, uid, r, flying)
  if i.run == '' or has_run(r.runs, i.run) then return end
  if flying then
    if i.mode == 'run' then
      r.again = i.run
      open_in(i.run, uid)
    end
    return
  end
  r.runs = (r.runs ~= '' and r.runs .. ' ' or '') .. i.run
  open_in(i.run, uid)
  if i.kind ~= 'article' or i.mode == 'run' then queue(uid, r, now) end
end

-- When the run began: what it has fetched itself, it does not fetch again.
local function began(run)
  call('SET', P .. 'run:' .. run .. ':began', int(now), 'NX', 'EX', RUN_TTL_S)
  return tonumber(call('GET', P .. 'run:' .. run .. ':began'))
end

local function wanted_again(i, done, fresh)
  if i.mode ~= 'link' then return true end
  if i.kind ~= 'article' then return fresh end
  if not done or i.modified == 0 or i.modified > now + 300000 then return false end
  if i.modified <= (done.told > 0 and done.told or done.at) then return false end
  if i.run ~= '' then return done.at <= began(i.run) end
  return now - done.at > edit_rest
end

-- An article that was visited and waits for a day of its own, to be found missing again or withdrawn, is no run's work.
local function waits_its_day(i, r)
  return i.mode == 'link' and r.kind == ARTICLE and r.was_page and r.last_at > 0 and r.tries == 0 and r.throttled == 0
end

local function edited_meanwhile(i, r)
  if i.modified > now + 300000 or i.modified <= (r.told > 0 and r.told or r.last_at) then return false end
  return i.run ~= '' or now - r.last_at > edit_rest
end

local function meet(i, uid, r, fresh)
  local flying = in_flight(uid, r)
  local idle = not flying and waits_its_day(i, r)
  if idle and edited_meanwhile(i, r) then
    idle = false
    queue(uid, r, now)
  end
  if not flying then r.told = math.max(r.told, i.modified) end
  r.standing = r.standing or i.standing
  if r.back and not i.back then
    -- What back-fill knew of is news now: it waits no longer behind the fresh.
    if not flying then unqueue(uid, r) end
    r.back = false
    if not flying then queue(uid, r, now) end
  end
  if not idle and (i.mode == 'run' or i.kind == 'article' or fresh) then join(i, uid, r, flying) end
  save(uid, r)
end

for n, i in ipairs(items) do
  local uid = string.sub(uids, 16 * n - 15, 16 * n)
  local fresh = i.kind ~= 'article' and first_in_run(i, uid)
  set_host(i.host, i.delay, i.cap)
  if i.mode == 'run' then began(i.run) end
  local r = record(uid)
  local seen = not r and known_get(uid)
  local done = seen and read_done(seen)
  if r then
    known = known + 1
    meet(i, uid, r, fresh)
  elseif not seen or wanted_again(i, done, fresh) then
    start(i, uid, done)
  else
    known = known + 1
  end
end
keep(now)
return { added, known, paused, left }
