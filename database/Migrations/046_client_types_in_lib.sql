-- What a client type means is asked by alerts too: the function lies in lib now.
-- Way back: restore the backup taken before the deployment.
DROP FUNCTION IF EXISTS report.ClientTypeText;
