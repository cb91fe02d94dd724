/*  desk.GetDataKeys: the keys that protect the desk's forms.
    Result   KeyXml  */
CREATE PROCEDURE desk.GetDataKeys
AS
SET NOCOUNT ON;

SELECT k.KeyXml
FROM desk.DataKey AS k
ORDER BY k.KeyName;
