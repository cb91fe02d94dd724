/*  ops.AcquireLease: takes or prolongs a lease, if it is free, expired, or one's own.
    @LeaseName      the job, such as 'collect:1', 'evaluate', 'deliver'
    @Owner          who asks; one name per running orchestrator
    @LeaseSeconds   how long it is held unless prolonged
    @Now            UTC
    Result          one row: IsHeld (by the one who asked), ExpiresAt  */
CREATE PROCEDURE ops.AcquireLease
    @LeaseName    nvarchar(128),
    @Owner        nvarchar(128),
    @LeaseSeconds int,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ExpiresAt datetime2(3) = DATEADD(second, @LeaseSeconds, @Now);

UPDATE ops.Lease WITH (UPDLOCK, HOLDLOCK)
SET [Owner] = @Owner,
    ExpiresAt = @ExpiresAt
WHERE LeaseName = @LeaseName
  AND ([Owner] = @Owner OR ExpiresAt <= @Now);

IF @@ROWCOUNT = 0
    INSERT ops.Lease (LeaseName, [Owner], ExpiresAt)
    SELECT @LeaseName, @Owner, @ExpiresAt
    WHERE NOT EXISTS (SELECT 1 FROM ops.Lease WITH (UPDLOCK, HOLDLOCK) WHERE LeaseName = @LeaseName);

SELECT
    IsHeld = CAST(CASE WHEN [Owner] = @Owner AND ExpiresAt > @Now THEN 1 ELSE 0 END AS bit),
    ExpiresAt
FROM ops.Lease
WHERE LeaseName = @LeaseName;
