-- Who causes overload, or only moves a demand about, must not be the only one who hears of it. Just before "everything else" as
-- it was delivered: whoever has changed that one, or has policies before it, has decided otherwise.
INSERT INTO escalation_policy (id, version, current, active, position, definition, changed_by, changed_at)
SELECT '01990000-0000-7000-8000-00000000e4ff', 1, true, true, 9020,
   '{"name":"overloaded, only moved about, or chased","order":9020,"active":true,"when":{"causes":["OVERLOAD","PING_PONG","CHASED"],"priorities":[],"teams":[],"tiers":[]},"steps":[{"after":"PT0S","notify":[{"role":"OWNER"},{"role":"RECEIVER"},{"role":"LEAD"}]}]}',
   'system:installation', '2026-11-22T00:00:00Z'
WHERE EXISTS (SELECT 1 FROM escalation_policy WHERE id = '01990000-0000-7000-8000-00000000e503' AND version = 1 AND current AND active);

-- What their mails say.
ALTER TABLE alert ADD COLUMN measure integer, ADD COLUMN bound integer;
COMMENT ON COLUMN alert.measure IS 'How many it is about: open demands of who is overloaded, handoffs or waits of what only moves';
COMMENT ON COLUMN alert.bound IS 'How many there may be, where that is known';
ALTER TABLE ticket_copy ADD COLUMN hands text[], ADD COLUMN handed_off_by text;
COMMENT ON COLUMN ticket_copy.hands IS 'Who had it before, oldest first, since somebody worked on it; the newest ten';
COMMENT ON COLUMN ticket_copy.handed_off_by IS 'Who has handed it off last';
