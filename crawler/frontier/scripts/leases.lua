-- Leases, and how a visit ends. A token whose lease was taken away holds nothing.
-- What belongs to one key is read and written for all visits of a script at once.
local counted, held_by, live_of = {}, {}, {}
local new_leases, new_holders, old_leases, old_records = {}, {}, {}, {}

local function lease(uid, h, token, owner, till)
  new_leases[#new_leases + 1] = int(till)
  new_leases[#new_leases + 1] = token
  new_holders[#new_holders + 1] = token
  new_holders[#new_holders + 1] = uid .. h.name .. '\31' .. h.address .. '\31' .. owner
  call('SADD', P .. 'busy:' .. h.name, token)
  h.busy = busy(h) + 1
  if h.address ~= '' then call('SADD', P .. 'at:' .. h.address, token) end
end

-- Reads what the tokens hold.
local function look_up(tokens)
  if #tokens == 0 then return end
  local uids = {}
  for n, held in ipairs(call_for('HMGET', P .. 'leased', tokens)) do
    held_by[tokens[n]] = held
    if held then uids[#uids + 1] = string.sub(held, 1, 16) end
  end
  if #uids == 0 then return end
  for n, packed in ipairs(call_for('HMGET', P .. 'live', uids)) do live_of[uids[n]] = packed end
end

-- Ends the lease that a token holds, after `look_up`. Returns the URL's record, id and host, or nil.
local function take_back(token)
  local held = held_by[token]
  held_by[token] = false
  old_leases[#old_leases + 1] = token
  if not held then return nil end
  local uid, name, address = string.sub(held, 1, 16), string.match(held, '^(.-)\31(.-)\31', 17)
  call('SREM', P .. 'busy:' .. name, token)
  local h = host_of(name)
  h.busy = h.cap == 1 and 0 or nil
  touched[name] = true
  if address ~= '' then
    call('SREM', P .. 'at:' .. address, token)
    freed[#freed + 1] = address
  end
  local packed = live_of[uid]
  if not packed then return nil end
  return read(packed), uid, h
end

local function write_leases()
  call_with('ZADD', P .. 'leases', new_leases)
  call_with('HSET', P .. 'leased', new_holders)
  call_with('ZREM', P .. 'leases', old_leases)
  call_with('HDEL', P .. 'leased', old_leases)
  call_with('HDEL', P .. 'live', old_records)
end

-- One fetch ended: counted for its source and for each run, in the script that ends it.
local function count(r, result, reason)
  local field = source_id(r.source) .. '\31' .. result
  if reason ~= '' then field = field .. '\31' .. reason end
  counted[#counted + 1] = { P .. 'counts', field }
  each_run(r.runs, function(run) counted[#counted + 1] = { P .. 'run:' .. run .. ':counts', field } end)
end

-- Writes down what was counted, each number once.
local function write_counts()
  local sums = {}
  for _, one in ipairs(counted) do
    sums[one[1]] = sums[one[1]] or {}
    sums[one[1]][one[2]] = (sums[one[1]][one[2]] or 0) + 1
  end
  for key, fields in pairs(sums) do
    for field, number in pairs(fields) do call('HINCRBY', key, field, number) end
    if key ~= P .. 'counts' then call('EXPIRE', key, RUN_TTL_S) end
  end
end

local function ended(r, now, result, reason)
  r.last, r.last_at = outcome_number(result .. '\31' .. reason), now
end

local function close_runs(r, uid)
  each_run(r.runs, function(run) call('SREM', P .. 'run:' .. run, uid) end)
  r.runs = ''
end

-- What each script that ended a visit ends with.
local function keep(now)
  write_leases()
  write_counts()
  known_kept()
  place_hosts(now)
end

-- The URL is done: its record goes, a short note of it stays.
local function finish(uid, r)
  old_records[#old_records + 1] = uid
  known_set(uid, struct.pack(DONE, 'D', r.kind, r.rule, r.was_page and WAS_PAGE or 0, math.min(r.tries, 255),
    math.floor(r.found / 1000), r.last_at, r.told, r.last, r.source, r.from))
end

-- The URL's visit is over: again at once if a run asked for it meanwhile, else at `at`, else (nil) done.
local function settle(uid, r, now, result, reason, at)
  ended(r, now, result, reason)
  close_runs(r, uid)
  touched[r.host] = true
  if r.again == '' and not at then return finish(uid, r) end
  if r.again ~= '' then
    at = now
    each_run(r.again, function(run) open_in(run, uid) end)
    r.runs, r.again, r.back = r.again, '', false
  end
  r.at, r.host, r.tries, r.hops, r.throttled, r.expired = r.url, r.home, 0, '', 0, 0
  save(uid, r)
  queue(uid, r, at)
end

-- When an endpoint is visited again although its visit failed; nil if not at all.
local function after_failure(r, now, wait)
  if r.kind ~= ARTICLE and r.standing then return now + wait end
  return nil
end
