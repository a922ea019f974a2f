-- A copied database must not ask partners how the parcels of the real one stand.
UPDATE logistics_sync_connector
   SET status_url = NULL;
