/*  ops.ReleaseLease: gives a lease back, so that another orchestrator need not wait for its end. Somebody
    else's lease is left alone.  */
CREATE PROCEDURE ops.ReleaseLease
    @LeaseName nvarchar(128),
    @Owner     nvarchar(128)
AS
SET NOCOUNT, XACT_ABORT ON;

DELETE ops.Lease
WHERE LeaseName = @LeaseName
  AND [Owner] = @Owner;
