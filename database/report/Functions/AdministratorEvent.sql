/*  report.AdministratorEvent: what administrators changed in AxMonitor, as all readers may see it. Sign-ins,
    accounts, keys, exports and refused requests are not among it: they are for administrators, who read them
    at the desk (desk.GetAudit).
    Result   the columns of audit.Event that pages show  */
CREATE FUNCTION report.AdministratorEvent ()
RETURNS TABLE
AS
RETURN
(
    SELECT e.EventId, e.OccurredAt, e.ChangedBy, e.LoginName, e.[Action], e.Subject, e.OldValue, e.NewValue
    FROM audit.Event AS e
    WHERE e.[Action] NOT IN
          (
              N'SignIn', N'SignInFailed', N'SignOut', N'ChangePassword', N'SetAccount', N'DeleteAccount', N'Export', N'Refused',
              N'AddApiKey', N'RotateApiKey', N'RevokeApiKey', N'ApiKeyRefused'
          )
);
