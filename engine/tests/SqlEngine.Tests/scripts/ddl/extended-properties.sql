CREATE TABLE dbo.T (Id int NOT NULL);
GO
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'A table', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'T';
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'Its key', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'T', @level2type = N'COLUMN', @level2name = N'Id';
EXEC sys.sp_addextendedproperty @name = N'Version', @value = N'1';
EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'again', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'T';
GO
EXEC sys.sp_updateextendedproperty @name = N'Version', @value = N'2';
SELECT class, class_desc, minor_id, name, value FROM sys.extended_properties ORDER BY class, minor_id;
EXEC sys.sp_dropextendedproperty @name = N'Version';
EXEC sys.sp_dropextendedproperty @name = N'Version';
GO
DROP TABLE dbo.T;
SELECT COUNT(*) FROM sys.extended_properties;
