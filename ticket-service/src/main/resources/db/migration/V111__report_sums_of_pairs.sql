-- Sums for two of team, product and kind as well: complaints by product over a year were added up from the sums of all three (docs/adr/0063).
ALTER TABLE report_sum
  DROP CONSTRAINT report_sum_cube_check,
  ADD CONSTRAINT report_sum_cube_check
    CHECK (cube IN ('EACH', 'TEAM_PRODUCT', 'TEAM_KIND', 'PRODUCT_KIND', 'TEAM', 'PRODUCT', 'KIND', 'ALL'));
COMMENT ON COLUMN report_sum.cube IS 'Of which of team, product and kind it is; * stands in the others';
TRUNCATE report_sum, report_contribution;
INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket;
