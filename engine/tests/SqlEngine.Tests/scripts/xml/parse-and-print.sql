SELECT CAST('<a  b = "1" ><c></c> <d>x</d></a>' AS xml) AS normalised, CAST('text only' AS xml) AS text, CAST('<a/><b/>' AS xml) AS fragment, CAST('' AS xml) AS empty, CAST('<a><![CDATA[1 < 2 & "q"]]></a>' AS xml) AS cdata, CAST('<?xml version="1.0"?><a><!-- c --><?pi x?></a>' AS xml) AS kept, CAST('<a x="&lt;&quot;&#10;"/>' AS xml) AS escapes;
SELECT CAST(CAST('<a><b>1</b></a>' AS xml) AS nvarchar(max)) AS back, CAST('<p:a xmlns:p="urn:x" p:y="1"><p:b/></p:a>' AS xml) AS prefixed;
GO
SELECT CAST('<a>' AS xml) AS failed;
GO
SELECT CAST('<a></b>' AS xml) AS failed;
GO
SELECT CAST('<a b="1" b="2"/>' AS xml) AS failed;
GO
SELECT CAST('<p:a/>' AS xml) AS failed;
GO
SELECT CAST('<a>&unknown;</a>' AS xml) AS failed;
GO
SELECT CAST('<a b=1/>' AS xml) AS failed;
GO
SELECT CAST(CAST('<abcdef/>' AS xml) AS varchar(5)) AS failed;
GO
SELECT 1 WHERE CAST('<a/>' AS xml) = CAST('<a/>' AS xml);
