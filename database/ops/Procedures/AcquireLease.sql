/*  ops.AcquireLease: takes or prolongs a lease, if it is free, expired, or one's own. When it ends, the
    repository's own clock says.
    @LeaseName      the job, such as 'collect:1', 'evaluate', 'deliver'
    @Owner          who asks; one name per running orchestrator. A service that is started again under the
                    same name takes its own lease back at once
    @LeaseSeconds   how long it is held unless prolonged
    @Now            UTC on the machine that asks: one whose clock is off gets no lease, and gives up its own,
                    because everything it would do by its clock is refused
    Result          one row: IsHeld (by the one who asked), ExpiresAt and HeldBy (NULL: nobody's), and
                    Fault, what is wrong with @Now
    A lease that ends later than one taken now would was written by a wrong clock and counts as expired, be
    it by more than a minute: another orchestrator may have been given longer leases.  */
CREATE PROCEDURE ops.AcquireLease
    @LeaseName    nvarchar(128),
    @Owner        nvarchar(128),
    @LeaseSeconds int,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Fault nvarchar(2048) = (SELECT c.Fault FROM config.ClockFault(@Now, 0) AS c);
DECLARE @ServerAt datetime2(3) = SYSUTCDATETIME();
DECLARE @ExpiresAt datetime2(3) = DATEADD(second, @LeaseSeconds, @ServerAt);

IF @Fault IS NOT NULL
    DELETE ops.Lease
    WHERE LeaseName = @LeaseName
      AND [Owner] = @Owner;
ELSE
BEGIN
    UPDATE ops.Lease WITH (UPDLOCK, HOLDLOCK)
    SET [Owner] = @Owner,
        ExpiresAt = @ExpiresAt
    WHERE LeaseName = @LeaseName
      AND ([Owner] = @Owner OR ExpiresAt <= @ServerAt OR ExpiresAt > DATEADD(second, 60, @ExpiresAt));

    IF @@ROWCOUNT = 0
        INSERT ops.Lease (LeaseName, [Owner], ExpiresAt)
        SELECT @LeaseName, @Owner, @ExpiresAt
        WHERE NOT EXISTS (SELECT 1 FROM ops.Lease WITH (UPDLOCK, HOLDLOCK) WHERE LeaseName = @LeaseName);
END;

SELECT
    IsHeld = CAST(CASE WHEN @Fault IS NULL AND l.[Owner] = @Owner AND l.ExpiresAt > @ServerAt THEN 1 ELSE 0 END AS bit),
    l.ExpiresAt,
    HeldBy = l.[Owner],
    Fault = @Fault
FROM (SELECT One = 1) AS o
LEFT JOIN ops.Lease AS l ON l.LeaseName = @LeaseName;
