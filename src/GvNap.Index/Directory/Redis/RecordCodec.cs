using Google.Protobuf;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Index.Directory.Redis;

/// <summary>A peer's record as a protobuf <see cref="Source"/>.</summary>
internal static class RecordCodec
{
    /// <summary>Writes a record.</summary>
    public static byte[] Encode(PeerRecord record)
    {
        var source = new Source { PeerId = ByteString.CopyFrom(record.Id.ToBytes()), User = record.User, Speed = record.Speed };
        source.Endpoints.AddRange(record.Endpoints.Select(endpoint =>
            new Endpoint { Host = endpoint.Host, Port = (uint)endpoint.Port, State = endpoint.State }));
        return source.ToByteArray();
    }

    /// <summary>Reads the value of a lease: the session in decimal, a space, a record.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static (long Session, PeerRecord Record) DecodeLease(ReadOnlySpan<byte> value)
    {
        var space = value.IndexOf((byte)' ');
        if (space < 0 || !long.TryParse(value[..space], out var session))
        {
            throw new FormatException("A lease begins with its session.");
        }

        Source source;
        try
        {
            source = Source.Parser.ParseFrom(value[(space + 1)..]);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new FormatException("A lease holds a record.", exception);
        }

        if (source.PeerId.Length != PeerId.Length)
        {
            throw new FormatException("A record has a peer id.");
        }

        var endpoints = source.Endpoints.Select(endpoint => new PeerEndpoint(endpoint.Host, (int)endpoint.Port, endpoint.State)).ToList();
        return (session, new(PeerId.FromBytes(source.PeerId.Span), source.User, endpoints, source.Speed));
    }
}
