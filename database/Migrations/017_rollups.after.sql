-- The series that are known already.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'dim.MetricSeries', N'U') IS NOT NULL
BEGIN
    INSERT rollup.Series (InstanceId, MetricId, KeyId)
    SELECT s.InstanceId, s.MetricId, s.KeyId
    FROM dim.MetricSeries AS s;

    DROP TABLE dim.MetricSeries;
END;
