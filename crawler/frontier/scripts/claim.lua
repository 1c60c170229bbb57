-- Claims up to as many URLs as there are tokens, at most what each host and each server's address allows; back-fill only
-- where nothing fresh is due. ARGV: lease in ms, ms between two back-fill fetches of a host, fetches in flight at one
-- address, who claims, then the tokens. Returns { token, id, record … }, { source's number, id, source … }, { short id, where it was found … }.
-- Asked again with the same tokens, since the answer was lost, it gives the same leases.
local now = now_ms()
local till, back_fill_ms, address_cap, owner = now + tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local first = 5
local claimed, sources, places, told = {}, {}, {}, {}
local used, taken = first - 1, {}

local function give(token, uid, packed)
  local source = struct.unpack('>I3', packed)
  claimed[#claimed + 1] = token
  claimed[#claimed + 1] = uid
  claimed[#claimed + 1] = packed
  local from = string.sub(packed, 21, 28)
  if from ~= NOWHERE and not told[from] then
    told[from] = true
    places[#places + 1] = from
    places[#places + 1] = call('HGET', P .. 'found_in', from) or ''
  end
  if told[source] then return end
  told[source] = true
  local name = source_id(source)
  sources[#sources + 1] = source
  sources[#sources + 1] = name
  sources[#sources + 1] = call('HGET', P .. 'sources', name) or ''
end

local function given_before()
  local before = false
  for n = first, #ARGV do
    local held = call('HGET', P .. 'leased', ARGV[n])
    if not held then break end
    local uid = string.sub(held, 1, 16)
    local packed = call('HGET', P .. 'live', uid)
    if packed then give(ARGV[n], uid, packed) end
    before = true
  end
  return before
end

-- The host's next URL, out of its queue; nil if there is none for now.
local function next_of(h)
  local due = due_of(h)
  local fresh_at = tonumber(due[2])
  if fresh_at and fresh_at <= now then
    call('ZREM', P .. 'due:' .. h.name, due[1])
    h.due = due[3] and { due[3], due[4] } or nil
    return due[1]
  end
  local at = back_fill_at(h, fresh_at)
  if not at or at > now then return nil end
  h.back = now + back_fill_ms
  call('HSET', P .. 'host:' .. h.name, 'back', int(h.back))
  return call('ZPOPMIN', P .. 'back:' .. h.name)[1]
end

-- Takes one URL of the host. Returns whether it may have another, and whether it waits for its server's address.
local function take(h)
  if math.max(h.next, h.blocked) > now or busy(h) >= h.cap then return false end
  if address_is_full(h, address_cap) then return false, true end
  local uid = next_of(h)
  if not uid then return false end
  used = used + 1
  taken[#taken + 1] = uid
  lease(uid, h, ARGV[used], owner, till)
  rest(h, now, 0)
  return true
end

local function take_all(h)
  local more, full = true, false
  while used < #ARGV and more do more, full = take(h) end
  if full then park(h, now) else place(h) end
end

if not given_before() then
  for _, name in ipairs(call('ZRANGEBYSCORE', P .. 'hosts', '-inf', int(now), 'LIMIT', 0, 2 * #ARGV)) do
    take_all(host_of(name))
    if used >= #ARGV then break end
  end
  write_leases()
  for n, packed in ipairs(call_for('HMGET', P .. 'live', taken)) do
    if packed then give(ARGV[first + n - 1], taken[n], packed) end
  end
end
return { claimed, sources, places }
