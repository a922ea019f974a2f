-- A copied database must neither accept nor send anything in the partners' names.
UPDATE logistics_sync_connector
   SET state = 'paused', folder_url = NULL, outbound_folder_url = NULL
 WHERE state <> 'draft';
UPDATE logistics_sync_connector
   SET outbound_url = NULL, base_url = NULL, broker_url = NULL, email_to = NULL,
       -- Who signs with keys of their own could still be let in.
       webhook_jwks = NULL, webhook_jwks_url = NULL;
UPDATE logistics_sync_credential
   SET secret_encrypted = NULL, token_hash = NULL, revoked_at = now() AT TIME ZONE 'UTC';
UPDATE logistics_sync_message
   SET next_attempt_at = NULL, lease_until = NULL, lease_token = NULL
 WHERE direction = 'out' AND next_attempt_at IS NOT NULL;
-- Nor does it know any more what it is for: whoever wants it to act has to say so.
UPDATE logistics_sync_environment
   SET environment = 'test', fingerprint = NULL, confirmed_id = NULL, confirmed_at = NULL;
DELETE FROM logistics_sync_access_token;
UPDATE queue_job
   SET state = 'cancelled'
 WHERE model_name LIKE 'logistics.%' AND state IN ('pending', 'enqueued', 'wait_dependencies');
-- Nor does it hold accounts money could be sent to; the rest is masked on request.
UPDATE res_partner_bank
   SET acc_number = 'MASKED' || id, sanitized_acc_number = 'MASKED' || id,
       acc_holder_name = NULL;
