-- Lets go of up to ARGV[2] of the run ARGV[1]'s URLs: they stay due, but no longer for the run. Returns how many are left.
local run, most = ARGV[1], tonumber(ARGV[2])
local key = P .. 'run:' .. run
for _, uid in ipairs(redis.call('SPOP', key, most)) do
  local r = record(uid)
  if r.runs then
    local kept = {}
    each_run(r.runs, function(other) if other ~= run then kept[#kept + 1] = other end end)
    redis.call('HSET', P .. 'url:' .. uid, 'runs', table.concat(kept, ' '))
  end
end
return redis.call('SCARD', key)
