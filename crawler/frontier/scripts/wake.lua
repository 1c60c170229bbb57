-- Makes due what rests because its source did. ARGV: the source, how many at most. Returns how many were looked at.
local key = P .. 'rested:' .. ARGV[1]
local now = now_ms()
local uids = call('SPOP', key, tonumber(ARGV[2]))
for _, uid in ipairs(uids) do
  local r = record(uid)
  if r and not in_flight(uid, r) then queue(uid, r, now) end
end
if call('EXISTS', key) == 0 then call('SREM', P .. 'resting', ARGV[1]) end
keep(now)
return #uids
