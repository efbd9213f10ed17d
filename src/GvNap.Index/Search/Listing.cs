using Google.Protobuf;
using GvNap.Index.Directory;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search;

/// <summary>A peer's record as others see it, made ready for replies: as bytes, since there are tens of thousands of them. Never changes.</summary>
internal sealed class Listing
{
    private readonly byte[] _encoded;

    public Listing(PeerRecord record)
    {
        Record = record;
        IsReachable = record.Endpoints.Any(endpoint => endpoint.State == EndpointState.Reachable);
        var source = new Source
        {
            PeerId = ByteString.CopyFrom(record.Id.ToBytes()),
            User = record.User,
            Speed = record.Speed,
            Endpoints =
            {
                record.Endpoints.OrderBy(endpoint => Order(endpoint.State))
                    .Select(endpoint => new Endpoint { Host = endpoint.Host, Port = (uint)endpoint.Port, State = endpoint.State }),
            },
        };
        _encoded = source.ToByteArray();
    }

    /// <summary>The record.</summary>
    public PeerRecord Record { get; }

    /// <summary>Whether a dial to one of its endpoints came through.</summary>
    public bool IsReachable { get; }

    /// <summary>The peer as a source, without the name of a file; the caller's own.</summary>
    public Source Source => Source.Parser.ParseFrom(_encoded);

    /// <summary>The bytes of <see cref="Source"/>.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The peer as the source of a file that it shares, or is still fetching, under <paramref name="name"/>.</summary>
    public Source SourceOf(ReadOnlySpan<byte> name, bool isPartial)
    {
        var source = Source;
        source.Name = System.Text.Encoding.UTF8.GetString(name);
        source.Partial = isPartial;
        return source;
    }

    private static int Order(EndpointState state) => state switch
    {
        EndpointState.Reachable => 0,
        EndpointState.Unreachable => 2,
        _ => 1,
    };
}
