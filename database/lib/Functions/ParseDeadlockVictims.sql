/*  lib.ParseDeadlockVictims: who was chosen as victim: victim-list, or the attribute of the older form.
    @Deadlock   one deadlock element
    Result      one row per victim: ProcessKey; none when the deadlock was resolved in another way  */
CREATE FUNCTION lib.ParseDeadlockVictims
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT ProcessKey = v.Victim.value(N'(@id)[1]', N'nvarchar(64)')
    FROM @Deadlock.nodes(N'/deadlock/victim-list/victimProcess[@id]') AS v (Victim)
    UNION
    SELECT d.Deadlock.value(N'(@victim)[1]', N'nvarchar(64)')
    FROM @Deadlock.nodes(N'/deadlock[@victim]') AS d (Deadlock)
);
