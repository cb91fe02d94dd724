/*  dim.BatchClassName: what an X++ batch class of an instance is called.
    @InstanceId, @ClassNumber
    Result   one row: Name; as an administrator named it, else as the model store does,
             else the number; NULL for NULL  */
CREATE FUNCTION dim.BatchClassName
(
    @InstanceId  int,
    @ClassNumber int
)
RETURNS TABLE
AS
RETURN
(
    SELECT Name = COALESCE(c.ClassName, m.ClassName, CAST(n.ClassNumber AS nvarchar(128)))
    FROM (SELECT InstanceId = @InstanceId, ClassNumber = @ClassNumber) AS n
    LEFT JOIN config.BatchClass AS c ON c.InstanceId = n.InstanceId AND c.ClassNumber = n.ClassNumber
    LEFT JOIN dim.BatchClass AS m ON m.InstanceId = n.InstanceId AND m.ClassNumber = n.ClassNumber
);
