-- Sums with the classes of their times in one row, and the sort of sum first: a year by teams is read from a few thousand
-- rows that lie together, where it was half a million among the sums of everything (docs/adr/0063).
DROP TABLE report_sum;
CREATE TABLE report_sum (
  cube    text     NOT NULL CHECK (cube IN ('EACH', 'TEAM', 'PRODUCT', 'KIND', 'ALL')),
  grain   text     NOT NULL CHECK (grain IN ('D', 'M')),
  measure text     NOT NULL,
  team    text     NOT NULL,
  product text     NOT NULL,
  kind    text     NOT NULL,
  day     date     NOT NULL,
  detail  text     NOT NULL,
  n       bigint   NOT NULL,
  total   bigint   NOT NULL,
  classes text     NOT NULL,
  PRIMARY KEY (cube, grain, measure, team, product, kind, day, detail)
) WITH (fillfactor = 70);
COMMENT ON COLUMN report_sum.cube IS 'Of which of team, product and kind it is: of all three, of one alone, or over all; * stands in the others';
COMMENT ON COLUMN report_sum.day IS 'In the time zone of report_state; the first of the month with grain M';
COMMENT ON COLUMN report_sum.total IS 'Seconds of working time, where that is what is measured';
COMMENT ON COLUMN report_sum.classes IS 'How many took how long: class:count, by io.heard.tickets.report.Buckets; empty where no time is measured';
TRUNCATE report_contribution;
INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket;
