-- What happened counts for the product the ticket has now, not for the one it had then (docs/adr/0063): those whose product was changed since are counted anew.
INSERT INTO ticket_changed (ticket_id) SELECT t.id FROM ticket t JOIN report_contribution c ON c.ticket_id = t.id
  WHERE EXISTS (SELECT FROM jsonb_array_elements(c.lines) AS line WHERE line ->> 'product' <> coalesce(t.product, ''));
