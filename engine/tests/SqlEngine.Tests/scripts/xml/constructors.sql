DECLARE @x xml = '<i n="1"/>';
SELECT @x.query('<r a="x{1 + 1}y"><b/><c>{string((/i/@n)[1])}</c> text {{braces}} <d>&lt;{"a", "b", 3}</d></r>') AS built, @x.query('<p:a xmlns:p="urn:p"><p:b/></p:a>') AS prefixed, @x.query('<a/>, <b/>') AS two, @x.query('<o>{/i}</o>') AS copied;
GO
DECLARE @x xml = '<i/>';
SELECT @x.query('<a></b>') AS failed;
GO
DECLARE @x xml = '<i n="1"/>';
SELECT @x.query('/i/@n') AS failed;
