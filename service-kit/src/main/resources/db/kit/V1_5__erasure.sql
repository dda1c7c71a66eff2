-- Personal data can be erased from the history without breaking its chain: the hash covers data only by a salted digest.
-- An entry whose data were erased keeps that digest; as long as it has none, the digest follows from salt and data.
ALTER TABLE ledger ADD COLUMN digest text;
COMMENT ON COLUMN ledger.digest IS 'Of an entry from which personal data were erased: SHA-256 of its former salt and data; else null';

-- Whether a text of JSON is the other one with values taken out: nothing may be put in. A value may become null, a text
-- "[erased]", a list or an object empty; members may be left out.
CREATE FUNCTION is_redaction(former jsonb, present jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF present = former OR jsonb_typeof(present) = 'null' THEN
    RETURN true;
  END IF;
  IF jsonb_typeof(former) <> jsonb_typeof(present) THEN
    RETURN false;
  END IF;
  IF jsonb_typeof(present) = 'object' THEN
    RETURN NOT EXISTS (
      SELECT 1 FROM jsonb_each(present) AS p
      WHERE NOT former ? p.key OR NOT is_redaction(former -> p.key, p.value));
  END IF;
  IF jsonb_typeof(present) = 'array' THEN
    RETURN jsonb_array_length(present) = 0 OR jsonb_array_length(present) = jsonb_array_length(former) AND NOT EXISTS (
      SELECT 1 FROM jsonb_array_elements(former) WITH ORDINALITY AS f (value, line)
      JOIN jsonb_array_elements(present) WITH ORDINALITY AS p (value, line) USING (line)
      WHERE NOT is_redaction(f.value, p.value));
  END IF;
  RETURN present = '"[erased]"';
END $$;

CREATE FUNCTION refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.digest IS NULL AND NEW.salt = ''
      AND NEW.digest = encode(sha256(convert_to(OLD.salt || E'\n' || OLD.data, 'UTF8')), 'hex')
      AND (to_jsonb(NEW) - ARRAY['data', 'salt', 'digest']) = (to_jsonb(OLD) - ARRAY['data', 'salt', 'digest'])
      AND is_redaction(OLD.data::jsonb, NEW.data::jsonb) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER ledger_is_append_only ON ledger;
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erasure();
ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only;
