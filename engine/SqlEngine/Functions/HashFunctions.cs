// Hashes, checksums, compression and new identifiers.
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class HashFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["HASHBYTES"] = HashBytes;
        all["CHECKSUM"] = static c => Checksum(c, folds: true);
        all["BINARY_CHECKSUM"] = static c => Checksum(c, folds: false);
        all["COMPRESS"] = Compress;
        all["DECOMPRESS"] = Decompress;
        all["NEWID"] = NewId;
        all["NEWSEQUENTIALID"] = NewId;
        all["CRYPT_GEN_RANDOM"] = RandomBytes;
    }

    private static BoundFunction HashBytes(BuiltInCall c)
    {
        c.Expect(2);
        var type = c.Types[1];
        if (!type.IsCharacter && !type.IsBinary)
        {
            throw c.Invalid(1);
        }

        var algorithm = c.Text(0);
        return new BoundFunction(
            SqlType.VarBinary(8000),
            true,
            (a, _) =>
            {
                if (a[1].IsNull || algorithm(a) is not { } name)
                {
                    return SqlValue.Null;
                }

                var bytes =
                    type.IsBinary ? a[1].AsBytes()
                    : type.IsUnicode ? Encoding.Unicode.GetBytes(a[1].AsString())
                    : TextConversions.CodePage.GetBytes(a[1].AsString());
                return SqlValue.FromBytes(Hash(name, bytes));
            }
        );
    }

    private static byte[]? Hash(string algorithm, byte[] bytes)
    {
#pragma warning disable CA5350, CA5351 // The algorithm is the caller's choice; SQL Server offers these too.
        return algorithm.ToUpperInvariant() switch
        {
            "SHA2_256" => SHA256.HashData(bytes),
            "SHA2_512" => SHA512.HashData(bytes),
            "SHA" or "SHA1" => SHA1.HashData(bytes),
            "MD5" => MD5.HashData(bytes),
            _ => null,
        };
#pragma warning restore CA5350, CA5351
    }

    private static BoundFunction Checksum(BuiltInCall c, bool folds)
    {
        if (c.Count == 0)
        {
            throw TypeErrors.WrongArgumentCount(c.Name, 1);
        }

        var types = c.Types.ToArray();
        return new BoundFunction(
            SqlType.Int,
            true,
            (a, _) =>
            {
                if (types.Length == 1 && types[0].IsInteger && types[0].Kind != SqlTypeKind.BigInt)
                {
                    return SqlValue.FromInt64(a[0].IsNull ? int.MaxValue : a[0].Bits);
                }

                // The rotating sum that SQL Server uses; for texts of CHECKSUM over folded characters, so
                // equal texts have equal sums.
                var sum = 0u;
                for (var i = 0; i < types.Length; i++)
                {
                    sum = a[i].IsNull ? uint.RotateLeft(sum, 4) ^ 0x7FFFFFFF : Add(sum, types[i], a[i], folds);
                }

                return SqlValue.FromInt64((int)sum);
            }
        );
    }

    private static uint Add(uint sum, SqlType type, SqlValue value, bool folds)
    {
        if (type.IsCharacter)
        {
            var text = value.AsString().TrimEnd(' ');
            foreach (
                var b in type.IsUnicode
                    ? Encoding.Unicode.GetBytes(folds ? text.ToUpperInvariant() : text)
                    : TextConversions.CodePage.GetBytes(folds ? text.ToUpperInvariant() : text)
            )
            {
                sum = uint.RotateLeft(sum, 4) ^ b;
            }

            return sum;
        }

        if (type.IsBinary)
        {
            foreach (var b in value.AsBytes())
            {
                sum = uint.RotateLeft(sum, 4) ^ b;
            }

            return sum;
        }

        if (type.IsInteger && type.Kind != SqlTypeKind.BigInt)
        {
            return uint.RotateLeft(sum, 4) ^ (uint)value.Bits;
        }

        return uint.RotateLeft(sum, 4) ^ (uint)Comparisons.For(type).Hash(value);
    }

    private static BoundFunction Compress(BuiltInCall c)
    {
        c.Expect(1);
        var type = c.Types[0];
        if (!type.IsCharacter && !type.IsBinary)
        {
            throw c.Invalid(0);
        }

        return new BoundFunction(
            SqlType.VarBinary(SqlType.Max),
            true,
            (a, _) =>
            {
                if (a[0].IsNull)
                {
                    return SqlValue.Null;
                }

                var bytes =
                    type.IsBinary ? a[0].AsBytes()
                    : type.IsUnicode ? Encoding.Unicode.GetBytes(a[0].AsString())
                    : TextConversions.CodePage.GetBytes(a[0].AsString());
                using var output = new MemoryStream();
                using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
                {
                    gzip.Write(bytes);
                }

                return SqlValue.FromBytes(output.ToArray());
            }
        );
    }

    private static BoundFunction Decompress(BuiltInCall c)
    {
        c.Expect(1);
        if (!c.Types[0].IsBinary)
        {
            throw c.Invalid(0);
        }

        return new BoundFunction(
            SqlType.VarBinary(SqlType.Max),
            true,
            static (a, _) =>
            {
                if (a[0].IsNull)
                {
                    return SqlValue.Null;
                }

                try
                {
                    using var gzip = new GZipStream(new MemoryStream(a[0].AsBytes()), CompressionMode.Decompress);
                    using var output = new MemoryStream();
                    gzip.CopyTo(output);
                    return SqlValue.FromBytes(output.ToArray());
                }
                catch (InvalidDataException)
                {
                    throw new SqlError(9829, 16, 1, "DECOMPRESS builtin failed: the input is not in GZIP format.");
                }
            }
        );
    }

    private static BoundFunction NewId(BuiltInCall c)
    {
        c.Expect(0);
        return new BoundFunction(SqlType.UniqueIdentifier, false, static (_, _) => SqlValue.FromGuid(Guid.NewGuid()));
    }

    private static BoundFunction RandomBytes(BuiltInCall c)
    {
        c.Expect(1, 2);
        var length = c.Long(0);
        return new BoundFunction(
            SqlType.VarBinary(8000),
            false,
            (a, _) =>
                length(a) is { } n and > 0 and <= 8000
                    ? SqlValue.FromBytes(RandomNumberGenerator.GetBytes((int)n))
                    : SqlValue.Null
        );
    }
}
