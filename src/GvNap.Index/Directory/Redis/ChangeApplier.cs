using System.Diagnostics;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Applies the records of the change log. A record says what changed; what it changed to is read from the peer's keys,
/// which may be newer: then a later record, or none, changes nothing more.
/// </summary>
internal sealed class ChangeApplier(PeerMirror mirror, PeerSlot peers, CatalogueLoader catalogues)
{
    /// <summary>Applies one record, unless what is known contains it already.</summary>
    public async Task ApplyAsync(ChangeRecord record)
    {
        mirror.TryFind(record.Peer, out var peer);
        if (record.Sequence <= mirror.SequenceOf(record.Peer) || record.Session < (peer?.Session ?? 0) || IsOwn(peer, record))
        {
            return;
        }

        using var activity = ActivityContext.TryParse(record.TraceParent, null, out var origin)
            ? Telemetry.Source.StartActivity("apply change", ActivityKind.Consumer, parentContext: default, links: [new(origin)])
            : null;
        switch (record.Kind)
        {
            case ChangeKind.Attached:
                await AttachAsync(record, peer);
                break;
            case ChangeKind.Record when peer is not null:
                await ChangeRecordAsync(record, peer);
                break;
            case ChangeKind.Catalogue when peer is not null:
                await ChangeCatalogueAsync(record, peer);
                break;
            case ChangeKind.Detached when peer is not null:
                mirror.Detach(peer, record.Sequence);
                break;
            case ChangeKind.Left when peer is not null:
                mirror.Leave(peer, record.Sequence);
                break;
        }
    }

    /// <summary>
    /// What a server knows of the peers that it holds stands above the log; only that a lease lapsed it learns from there.
    /// </summary>
    private static bool IsOwn(KnownPeer? peer, ChangeRecord record) =>
        peer is not null && peer.Session == record.Session && (peer.Due != Due.None || (peer.Held && record.Kind != ChangeKind.Left));

    private async Task AttachAsync(ChangeRecord record, KnownPeer? peer)
    {
        var stored = await peers.ReadAsync(record.Peer);
        if ((stored.Record ?? (peer?.Session == record.Session ? peer.Record : null)) is not { } written)
        {
            return;
        }

        var catalogue = record.Version == (peer?.Catalogue.Version ?? 0) || stored.Version == peer?.Catalogue.Version
            ? null
            : await catalogues.LoadAsync(record.Peer);
        lock (mirror.Gate)
        {
            if (record.Sequence > mirror.SequenceOf(record.Peer)
                && mirror.Attach(written, record.Session, stored.Secret, record.Sequence, held: false)
                && catalogue is not null
                && mirror.TryFind(record.Peer, out var attached))
            {
                mirror.ChangeCatalogue(attached, catalogue, record.Sequence);
            }
        }
    }

    private async Task ChangeRecordAsync(ChangeRecord record, KnownPeer peer)
    {
        if ((await peers.ReadAsync(record.Peer)).Record is { } written)
        {
            lock (mirror.Gate)
            {
                if (record.Sequence > mirror.SequenceOf(record.Peer))
                {
                    mirror.ChangeRecord(peer, written, record.Sequence);
                }
            }
        }
    }

    private async Task ChangeCatalogueAsync(ChangeRecord record, KnownPeer peer)
    {
        if (peer.Catalogue.Version == record.Version)
        {
            return;
        }

        CatalogueChange? change;
        if (record.Replace || record.BaseVersion == peer.Catalogue.Version)
        {
            var added = await catalogues.LoadAsync(record.Peer, record.Added);
            change = new(record.BaseVersion, record.Version, record.Replace, added, record.Removed);
        }
        else if ((await peers.ReadAsync(record.Peer)).Version == peer.Catalogue.Version)
        {
            return;
        }
        else
        {
            change = await catalogues.LoadAsync(record.Peer);
        }

        lock (mirror.Gate)
        {
            if (change is not null && record.Sequence > mirror.SequenceOf(record.Peer))
            {
                mirror.ChangeCatalogue(peer, change, record.Sequence);
            }
        }
    }
}
