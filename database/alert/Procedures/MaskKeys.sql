/*  alert.MaskKeys: keys of metrics that are names of computers of clients become pseudonyms, with the alerts
    about them, on instances whose stage masks names. Called by config.SetSetting inside its transaction;
    later values come with pseudonyms (collect.SaveRequestMetrics). A key that an instance of another stage
    uses as well is a pseudonym there too, up to its next value. There is no way back: later values are
    another series.  */
CREATE PROCEDURE alert.MaskKeys
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Key TABLE (KeyId int NOT NULL PRIMARY KEY CLUSTERED, KeyText nvarchar(256) NOT NULL, OldText nvarchar(256) NOT NULL);

INSERT @Key (KeyId, KeyText, OldText)
SELECT k.KeyId, MIN(m.MaskedName), k.KeyText
FROM config.Masking(1) AS p
INNER JOIN rollup.Series AS s ON s.InstanceId = p.InstanceId
INNER JOIN config.Metric AS c ON c.MetricId = s.MetricId
INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
CROSS APPLY lib.MaskedName(p.NameKey, N'host', LEFT(k.KeyText, 128)) AS m
WHERE p.NameKey IS NOT NULL
  AND c.MetricName IN (
      N'requests.oldest_transaction_ms', N'requests.long_transaction_count', N'requests.long_count', N'requests.blocked_count')
  AND k.KeyText NOT IN (N'', N'(no host name)')
  AND m.MaskedName <> k.KeyText
  AND NOT EXISTS
      (
          SELECT 1
          FROM collect.AxServerState AS a
          WHERE a.AosName = k.KeyText
             OR SUBSTRING(a.AosName, CHARINDEX(N'@', a.AosName) + 1, 128) = k.KeyText
      )
  AND NOT EXISTS
      (
          SELECT 1
          FROM rollup.Series AS o
          INNER JOIN config.Metric AS d ON d.MetricId = o.MetricId
          WHERE o.KeyId = k.KeyId
            AND d.MetricName NOT LIKE N'requests.%'
      )
GROUP BY k.KeyId, k.KeyText;

-- Masked before, shown meanwhile, and masked again: the earlier series has the pseudonym.
UPDATE n
SET KeyText = CONCAT(n.KeyText, N'~', n.KeyId)
FROM @Key AS n
WHERE EXISTS (SELECT 1 FROM dim.MetricKey AS d WHERE d.KeyText = n.KeyText);

UPDATE k
SET KeyText = n.KeyText
FROM dim.MetricKey AS k
INNER JOIN @Key AS n ON n.KeyId = k.KeyId;

UPDATE a
SET AlertKey = n.KeyText
FROM alert.Alert AS a
INNER JOIN @Key AS n ON n.KeyId = a.SubjectId
WHERE a.SubjectKind = N'MetricKey'
  AND a.AlertKey = n.OldText;
