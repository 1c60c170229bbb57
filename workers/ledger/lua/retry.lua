-- ARGV: id. A dead row begins again at the stage it died in; it is in flight once more, so its outcome is taken back.
-- Answers 1, or 0 if no such row is dead.
local id = ARGV[1]
local source, run, stage = unpack(row(id, 'source', 'run', 'stage'))
if not stage or redis.call('ZREM', pile('dead', stage), id) == 0 then return 0 end
local now = now_ms()
count(source, run, 'dead', -1)
if run ~= '' then redis.call('SADD', P .. 'open:' .. run, id) end
redis.call('HDEL', row_key(id), 'outcome', 'reason', 'detail', 'ended', 'alone')
redis.call('HSET', row_key(id), 'attempts', 0)
trace(id, {stage = stage, at = now, outcome = 'retried'})
take_up(id)
make_ready(id, stage, now)
announce(stage)
return 1
