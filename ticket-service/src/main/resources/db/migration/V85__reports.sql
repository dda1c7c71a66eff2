-- Reports: what each ticket adds to them, and the sums by day and by month (docs/adr/0063).
CREATE TABLE report_contribution (
  ticket_id uuid  PRIMARY KEY,
  lines     jsonb NOT NULL
);
COMMENT ON TABLE report_contribution IS 'What a ticket has added to report_sum, so that it can be taken back when the ticket changes';

CREATE TABLE report_sum (
  grain   text     NOT NULL CHECK (grain IN ('D', 'M')),
  day     date     NOT NULL,
  team    text     NOT NULL,
  product text     NOT NULL,
  kind    text     NOT NULL,
  measure text     NOT NULL,
  detail  text     NOT NULL,
  bucket  smallint NOT NULL,
  n       bigint   NOT NULL,
  total   bigint   NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX report_sum_key ON report_sum (grain, measure, team, product, kind, day, detail, bucket);
COMMENT ON COLUMN report_sum.team IS '* in the sums over all; empty: none. Sums are kept for all three together, for each of them alone, and over all';
COMMENT ON COLUMN report_sum.day IS 'In the time zone of report_state; of the first of the month with grain M';
COMMENT ON COLUMN report_sum.total IS 'Seconds of working time, where that is what is measured';

CREATE TABLE report_state (
  only_one  boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  time_zone text    NOT NULL
);

INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket;
