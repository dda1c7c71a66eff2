-- Calendars and SLA policies: what is in force now (the head), every version there ever was, and
-- one number that tells replicas that something has changed. Triggers keep the latter two, so that
-- neither can be forgotten, not even by a change made by hand.

CREATE TABLE calendar (
  id         uuid        PRIMARY KEY,
  name       text        NOT NULL UNIQUE,
  version    integer     NOT NULL CHECK (version > 0),
  built_in   boolean     NOT NULL,
  definition jsonb       NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL
);
CREATE TABLE calendar_version (
  id         uuid        NOT NULL REFERENCES calendar,
  version    integer     NOT NULL,
  definition jsonb       NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE sla_policy (
  id         uuid        PRIMARY KEY,
  name       text        NOT NULL UNIQUE,
  version    integer     NOT NULL CHECK (version > 0),
  built_in   boolean     NOT NULL,
  definition jsonb       NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL,
  ordering   integer     NOT NULL GENERATED ALWAYS AS ((definition ->> 'order')::integer) STORED,
  calendar   text        NOT NULL GENERATED ALWAYS AS (definition ->> 'calendar') STORED REFERENCES calendar (name),
  CONSTRAINT built_in_policies_stay_active CHECK (NOT built_in OR (definition -> 'active')::boolean)
);
CREATE INDEX sla_policy_ordering ON sla_policy (ordering, id);
CREATE TABLE sla_policy_version (
  id         uuid        NOT NULL REFERENCES sla_policy,
  version    integer     NOT NULL,
  definition jsonb       NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE sla_revision (
  revision bigint  NOT NULL,
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one)
);
COMMENT ON TABLE sla_revision IS 'Grows with every change of a calendar or policy; the row lock also keeps such changes one after the other';
INSERT INTO sla_revision (revision) VALUES (0);

CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO %I (id, version, definition, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)', TG_TABLE_NAME || '_version')
    USING NEW.id, NEW.version, NEW.definition, NEW.changed_at, NEW.changed_by;
  UPDATE sla_revision SET revision = revision + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER calendar_keeps_versions AFTER INSERT OR UPDATE ON calendar FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER sla_policy_keeps_versions AFTER INSERT OR UPDATE ON sla_policy FOR EACH ROW EXECUTE FUNCTION keep_version();

CREATE TRIGGER calendar_is_not_deleted BEFORE DELETE ON calendar FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER sla_policy_is_not_deleted BEFORE DELETE ON sla_policy FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER calendar_version_is_append_only BEFORE UPDATE OR DELETE ON calendar_version FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER sla_policy_version_is_append_only BEFORE UPDATE OR DELETE ON sla_policy_version FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

INSERT INTO calendar (id, name, version, built_in, definition, changed_at, changed_by)
SELECT '019aa000-0000-7000-8000-000000000024', '24x7', 1, true,
       jsonb_build_object('name', '24x7', 'timeZone', 'UTC', 'holidays', '[]'::jsonb, 'openDays', '{}'::jsonb,
                          'weekly', (SELECT jsonb_object_agg(day, '["00:00-24:00"]'::jsonb) FROM unnest(ARRAY['MON','TUE','WED','THU','FRI','SAT','SUN']) AS day)),
       now(), 'system:migration';

-- The last word on every ticket: one policy per priority, behind all others.
INSERT INTO sla_policy (id, name, version, built_in, definition, changed_at, changed_by)
SELECT ('019aa000-0000-7000-8000-00000000000' || n)::uuid, 'default P' || n, 1, true,
       jsonb_build_object('name', 'default P' || n, 'order', 1000000 + n, 'active', true,
                          'when', jsonb_build_object('tiers', '[]'::jsonb, 'kinds', '[]'::jsonb, 'channels', '[]'::jsonb, 'priorities', jsonb_build_array('P' || n),
                                                     'products', '[]'::jsonb, 'teams', '[]'::jsonb, 'tags', '[]'::jsonb),
                          'calendar', '24x7', 'warnAt', 0.75, 'pauseWhileWaitingForOthers', false,
                          'targets', jsonb_build_object('ACKNOWLEDGE', acknowledge, 'FIRST_FEEDBACK', first_feedback, 'NEXT_FEEDBACK', next_feedback,
                                                        'RESOLUTION', resolution, 'CUSTOMER_WAIT', customer_wait)),
       now(), 'system:migration'
FROM (VALUES (1, 'PT15M', 'PT1H', 'PT4H',  'PT8H',   'PT24H'),
             (2, 'PT30M', 'PT2H', 'PT8H',  'PT24H',  'PT48H'),
             (3, 'PT2H',  'PT4H', 'PT24H', 'PT72H',  'PT72H'),
             (4, 'PT4H',  'PT8H', 'PT48H', 'PT168H', 'PT120H')) AS p (n, acknowledge, first_feedback, next_feedback, resolution, customer_wait);
