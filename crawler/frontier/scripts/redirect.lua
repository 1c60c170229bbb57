-- Sends the URL on to where it was redirected. ARGV: token, ms since the host was asked, URL, its id, its host, delay
-- and cap of that host. Returns 0 if the token holds no lease, 1 if it goes on, 2 if the target is known already.
local token, ago, to, to_uid, to_host = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local now = now_ms()
look_up({ token })
local r, uid, h = take_back(token)

-- Whether the target is another URL's already; if it is nobody's, it is now an alias of ours.
local function is_anothers()
  if to_uid == uid or r.kind ~= ARTICLE then return false end
  if record(to_uid) then return true end
  local seen = known_get(to_uid)
  if seen then
    local ours = string.sub(seen, 1, 1) == 'A' and string.sub(seen, -16) == uid
    return not ours
  end
  known_set(to_uid, struct.pack(ALIAS, 'A', r.kind, r.source, now, uid))
  return false
end

local function go_on()
  rest(h, now, ago)
  count(r, 'redirect', '')
  if is_anothers() then
    settle(uid, r, now, 'redirect', '', nil)
    return 2
  end
  r.hops = (r.hops ~= '' and r.hops .. '\n' or '') .. r.at
  r.at, r.host = to, to_host
  set_host(to_host, ARGV[6], ARGV[7])
  save(uid, r)
  queue(uid, r, now)
  return 1
end

if not r then return 0 end
local answer = go_on()
keep(now)
return answer
