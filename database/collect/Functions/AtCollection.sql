/*  collect.AtCollection: what is masked of an instance before it is stored.
    @InstanceId   config.Instance
    Result        one row where its stage asks for that (config.Masking), else none: NameKey (for
                  lib.MaskedName), HidesLiterals
    Save procedures ask it as soon as they have taken apart what came, and before they hash any text: all that
    they join and compare later has the same pseudonyms.  */
CREATE FUNCTION collect.AtCollection
(
    @InstanceId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT k.NameKey, k.HidesLiterals
    FROM config.Masking(1) AS k
    WHERE k.InstanceId = @InstanceId
      AND k.IsAtCollection = 1
);
