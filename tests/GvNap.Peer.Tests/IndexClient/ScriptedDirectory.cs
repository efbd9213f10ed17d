using System.Collections.Concurrent;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Peers;

namespace GvNap.Peer.Tests.IndexClient;

/// <summary>What scripted index servers know of the peer.</summary>
internal sealed class ScriptedDirectory
{
    public PeerId Peer { get; } = PeerId.Create();

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    public byte[] Token { get; set; } = [];

    public ulong Version { get; set; }

    /// <summary>Names in the catalogue by number.</summary>
    public ConcurrentDictionary<uint, string> Catalogue { get; } = new();

    public IEnumerable<string> Names => Catalogue.Values.Order(StringComparer.Ordinal);

    public Registered Register(Register request)
    {
        var resumes = Token.Length > 0 && request.ResumeToken.Span.SequenceEqual(Token);
        if (!resumes)
        {
            Catalogue.Clear();
            Version = 0;
        }

        Token = [.. Peer.ToBytes(), .. Guid.NewGuid().ToByteArray()];
        return new Registered
        {
            PeerId = Google.Protobuf.ByteString.CopyFrom(Peer.ToBytes()),
            ResumeToken = Google.Protobuf.ByteString.CopyFrom(Token),
            LeaseMilliseconds = (uint)Lease.TotalMilliseconds,
            Resumed = resumes,
            CatalogueVersion = Version,
            Endpoints = { new Endpoint { Host = "127.0.0.1", Port = request.FilePort } },
        };
    }

    public Envelope Apply(Share batch)
    {
        if (batch.Version == Version)
        {
            return new Envelope { Shared = new Shared { Version = Version } };
        }

        if (!batch.Replace && batch.BaseVersion != Version)
        {
            return new Envelope { Error = new Error { Code = ErrorCode.CatalogueMismatch, Message = "Another version." } };
        }

        if (batch.Replace)
        {
            Catalogue.Clear();
        }

        foreach (var number in batch.Removed)
        {
            Catalogue.Remove(number, out _);
        }

        foreach (var file in batch.Added)
        {
            Catalogue[file.Number] = FileEntry.Parser.ParseFrom(file.Entry).Name;
        }

        Version = batch.Version;
        return new Envelope { Shared = new Shared { Version = Version } };
    }
}
