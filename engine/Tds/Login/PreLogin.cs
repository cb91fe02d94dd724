// PRELOGIN: version and encryption are negotiated, MARS is refused (MS-TDS 2.2.6.5).
using System.Buffers.Binary;
using AxMonitor.Engine.Tds.Packets;

namespace AxMonitor.Engine.Tds.Login;

internal enum Encryption : byte
{
    Off = 0,
    On = 1,
    NotSupported = 2,
    Required = 3,
}

/// <summary>What the client offered.</summary>
internal sealed record PreLogin(Encryption Encryption, bool Mars, bool FederatedAuthentication)
{
    private const byte VersionOption = 0;
    private const byte EncryptionOption = 1;
    private const byte InstanceOption = 2;
    private const byte ThreadOption = 3;
    private const byte MarsOption = 4;
    private const byte FederatedOption = 6;
    private const byte Terminator = 0xFF;

    public static PreLogin Parse(ReadOnlySpan<byte> message)
    {
        var encryption = Encryption.NotSupported;
        var mars = false;
        var federated = false;
        for (var i = 0; ; i += 5)
        {
            if (i >= message.Length)
            {
                throw new TdsProtocolException("PRELOGIN has no terminator.");
            }

            var option = message[i];
            if (option == Terminator)
            {
                return new PreLogin(encryption, mars, federated);
            }

            if (i + 5 > message.Length)
            {
                throw new TdsProtocolException("PRELOGIN ends inside an option.");
            }

            int offset = BinaryPrimitives.ReadUInt16BigEndian(message[(i + 1)..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(message[(i + 3)..]);
            if (offset + length > message.Length)
            {
                throw new TdsProtocolException($"PRELOGIN option {option} points beyond the message.");
            }

            var data = message.Slice(offset, length);
            switch (option)
            {
                case EncryptionOption when length > 0:
                    encryption =
                        data[0] <= 3
                            ? (Encryption)data[0]
                            : throw new TdsProtocolException(
                                $"Encryption option 0x{data[0]:X2} (client certificates) is not supported by the sandbox."
                            );
                    break;
                case MarsOption when length > 0:
                    mars = data[0] != 0;
                    break;
                case FederatedOption:
                    federated = true;
                    break;
            }
        }
    }

    /// <summary>What both sides will do: nothing, the login only, or everything.</summary>
    public static Encryption Negotiate(Encryption client, bool required) =>
        client switch
        {
            Encryption.On or Encryption.Required => Encryption.On,
            _ when required => Encryption.Required,
            Encryption.Off => Encryption.Off,
            _ => Encryption.NotSupported,
        };

    public static byte[] Response(Version version, Encryption encryption, bool withFederated)
    {
        List<(byte Option, byte[] Data)> options =
        [
            (VersionOption, [(byte)version.Major, (byte)version.Minor, (byte)(version.Build >> 8), (byte)version.Build, 0, 0]),
            (EncryptionOption, [(byte)encryption]),
            (InstanceOption, [0]),
            (ThreadOption, []),
            (MarsOption, [0]),
        ];
        if (withFederated)
        {
            options.Add((FederatedOption, [0]));
        }

        using var result = new MemoryStream();
        var offset = (options.Count * 5) + 1;
        foreach (var (option, data) in options)
        {
            result.Write([option, (byte)(offset >> 8), (byte)offset, 0, (byte)data.Length]);
            offset += data.Length;
        }

        result.WriteByte(Terminator);
        foreach (var (_, data) in options)
        {
            result.Write(data);
        }

        return result.ToArray();
    }
}
