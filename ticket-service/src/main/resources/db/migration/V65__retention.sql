-- Erased by a retention rule while something had just come in: what is open goes on, and is erased once it is closed.
ALTER TABLE customer_erasure ADD COLUMN closed_only boolean NOT NULL DEFAULT false;
