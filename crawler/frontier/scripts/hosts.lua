-- Hosts: when each may be asked next. A script reads a host once, and ends with `place_hosts`.
local hosts, touched, freed = {}, {}, {}

local function host_of(name)
  local h = hosts[name]
  if h then return h end
  local f = call('HMGET', P .. 'host:' .. name, 'delay', 'crawl_delay', 'cap', 'next', 'blocked', 'back', 'address',
    'strikes', 'has_old')
  h = { name = name, own_delay = f[1], own_cap = f[3], next = tonumber(f[4] or 0), blocked = tonumber(f[5] or 0),
    back = tonumber(f[6] or 0), address = f[7] or '', strikes = tonumber(f[8] or 0), has_old = f[9] == '1' }
  h.delay = math.max(tonumber(f[1] or 1000), tonumber(f[2] or 0))
  -- One fetch in flight at a time, unless the host needs no rest.
  h.cap = h.delay > 0 and 1 or tonumber(f[3] or 1)
  hosts[name] = h
  return h
end

local function set_host(name, delay, cap)
  local h = host_of(name)
  if h.own_delay == delay and h.own_cap == cap then return end
  call('HSET', P .. 'host:' .. name, 'delay', delay, 'cap', cap)
  hosts[name] = nil
end

-- The first two of the host's queue as { id, due, id, due }: what is next, and what is next after that.
local function due_of(h)
  if not h.due then h.due = call('ZRANGE', P .. 'due:' .. h.name, 0, 1, 'WITHSCORES') end
  return h.due
end

local function busy(h)
  if not h.busy then h.busy = call('SCARD', P .. 'busy:' .. h.name) end
  return h.busy
end

local function address_is_full(h, cap) return h.address ~= '' and call('SCARD', P .. 'at:' .. h.address) >= cap end

-- When the host's next back-fill may be asked for: at its own pace, and not so late that a fresh URL would wait for it.
local function back_fill_at(h, fresh_at)
  if not h.has_old then return nil, false end
  local uid, due = first_of(P .. 'back:' .. h.name)
  if not uid then return nil, false end
  local at = math.max(due, h.next, h.blocked, h.back)
  if fresh_at and fresh_at < at + h.delay then return nil, true end
  return at, true
end

-- The host's next possible claim is its place in the ready-set; a busy host or one without due URLs is not in it.
-- Returns that moment, or nil.
local function place(h)
  local due = due_of(h)[2]
  local fresh_at = due and math.max(tonumber(due), h.next, h.blocked)
  local back_at, has_old = back_fill_at(h, fresh_at)
  if not due and not has_old then call('SREM', P .. 'waiting', h.name) end
  local at = back_at or fresh_at
  if h.address ~= '' then call('ZREM', P .. 'parked:' .. h.address, h.name) end
  if not at or busy(h) >= h.cap then
    call('ZREM', P .. 'hosts', h.name)
    return nil
  end
  call('ZADD', P .. 'hosts', int(at), h.name)
  return at
end

-- A host whose server has as many fetches as it may waits until one of them has ended.
local function park(h, now)
  call('ZREM', P .. 'hosts', h.name)
  call('ZADD', P .. 'parked:' .. h.address, 'NX', int(now), h.name)
  call('SADD', P .. 'parking', h.address)
end

local function wake(address, now)
  for _ = 1, 100 do
    local first = call('ZPOPMIN', P .. 'parked:' .. address)
    if not first[1] then return call('SREM', P .. 'parking', address) end
    local at = place(host_of(first[1]))
    if at and at <= now then return end
  end
end

local function place_hosts(now)
  for name in pairs(touched) do place(host_of(name)) end
  for _, address in ipairs(freed) do wake(address, now) end
end

-- The host was asked `ago` ms ago: it rests from then on.
local function rest(h, now, ago)
  local at = now - ago + h.delay
  if at > h.next then
    h.next = at
    call('HSET', P .. 'host:' .. h.name, 'next', int(at))
  end
end

local function block(h, till, reason)
  h.blocked = till
  call('HSET', P .. 'host:' .. h.name, 'blocked', int(till), 'reason', reason)
  call('ZADD', P .. 'blocked', int(till), h.name)
end

-- Each success takes one strike back, so that a host which says no now and then is asked ever more carefully.
local function forgive(h)
  if h.strikes == 0 then return end
  h.strikes = h.strikes - 1
  call('HSET', P .. 'host:' .. h.name, 'strikes', int(h.strikes))
end

local function queue(uid, r, at)
  local h = host_of(r.host)
  call('ZADD', queue_of(r), int(at), uid)
  if r.back and not h.has_old then
    h.has_old = true
    call('HSET', P .. 'host:' .. r.host, 'has_old', '1')
  end
  if not h.waits then call('SADD', P .. 'waiting', r.host) end
  h.waits, h.due, touched[r.host] = true, nil, true
end

local function unqueue(uid, r)
  call('ZREM', queue_of(r), uid)
  host_of(r.host).due, touched[r.host] = nil, true
end
