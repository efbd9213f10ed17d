using System.Diagnostics;

namespace GvNap.Index.Directory.Redis;

/// <summary>
/// Applies the records of the change log. A record says what changed; what it changed to is read from the peer's keys,
/// which may be newer: then a later record, or none, changes nothing more.
/// </summary>
internal sealed class ChangeApplier(PeerMirror mirror, PeerSlot peers, CatalogueLoader catalogues, DirectoryOptions times, TimeProvider time)
{
    /// <summary>Applies one record, unless what is known contains it already.</summary>
    public async Task ApplyAsync(ChangeRecord record)
    {
        if (!IsNews(record, out var peer))
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
                await ChangeRecordAsync(record);
                break;
            case ChangeKind.Catalogue when peer is not null:
                await ChangeCatalogueAsync(record, peer);
                break;
            case ChangeKind.Detached:
                Apply(record, known => mirror.Detach(known, record.Sequence));
                break;
            case ChangeKind.Left:
                Apply(record, known => Leave(known, record));
                break;
        }
    }

    /// <summary>
    /// Whether a record says something that is not known, or known better. What a server knows of the peers that it holds
    /// stands above the log; only that a lease lapsed it learns from there.
    /// </summary>
    private bool IsNews(ChangeRecord record, out KnownPeer? peer)
    {
        mirror.TryFind(record.Peer, out peer);
        return record.Sequence > mirror.SequenceOf(record.Peer) && record.Session >= (peer?.Session ?? 0) && !IsOwn(peer, record);
    }

    private static bool IsOwn(KnownPeer? peer, ChangeRecord record) =>
        peer is not null && peer.Session == record.Session && (peer.Due != Due.None || (peer.Held && record.Kind != ChangeKind.Left));

    /// <summary>Changes a known peer, unless it came here, or something newer did, while the store was being asked.</summary>
    private void Apply(ChangeRecord record, Action<KnownPeer> change)
    {
        lock (mirror.Gate)
        {
            if (IsNews(record, out var peer) && peer is not null)
            {
                change(peer);
            }
        }
    }

    /// <summary>
    /// A peer quit, or its lease lapsed. One that is connected here and alive lapsed only because this server could not
    /// renew its lease in time: it stays listed here, and is written again. If it quit in a later session than that which
    /// is held here, only the connection is left of this one.
    /// </summary>
    private void Leave(KnownPeer peer, ChangeRecord record)
    {
        if (record.Session > peer.Session)
        {
            (peer.Held, peer.Due) = (false, Due.None);
        }

        if (peer.Held && time.GetElapsedTime(peer.LastSign) <= times.Lease)
        {
            peer.Due |= Due.Record;
        }
        else
        {
            mirror.Leave(peer, record.Sequence);
        }
    }

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
            if (IsNews(record, out _)
                && mirror.Attach(written, record.Session, stored.Secret, record.Sequence, held: false)
                && catalogue is not null
                && mirror.TryFind(record.Peer, out var attached))
            {
                mirror.ChangeCatalogue(attached, catalogue, record.Sequence);
            }
        }
    }

    private async Task ChangeRecordAsync(ChangeRecord record)
    {
        if ((await peers.ReadAsync(record.Peer)).Record is { } written)
        {
            Apply(record, known => mirror.ChangeRecord(known, written, record.Sequence));
        }
    }

    private async Task ChangeCatalogueAsync(ChangeRecord record, KnownPeer peer)
    {
        if (peer.Catalogue.Version == record.Version)
        {
            return;
        }

        if (await LoadChangeAsync(record, peer) is { } change)
        {
            Apply(record, known => mirror.ChangeCatalogue(known, change, record.Sequence));
        }
    }

    /// <summary>
    /// What a record's batch changed, or all of the catalogue; null if neither is to be had. If one of the files is not
    /// there any more, the catalogue is another by now, or is just being written again: then there is no telling from single files.
    /// </summary>
    private async Task<CatalogueChange?> LoadChangeAsync(ChangeRecord record, KnownPeer peer)
    {
        if (record.Replace || record.BaseVersion == peer.Catalogue.Version)
        {
            var added = await catalogues.LoadAsync(record.Peer, record.Added);
            if (added.Count == record.Added.Count)
            {
                return new(record.BaseVersion, record.Version, record.Replace, added, record.Removed);
            }
        }
        else if ((await peers.ReadAsync(record.Peer)).Version == peer.Catalogue.Version)
        {
            return null;
        }

        return await catalogues.LoadAsync(record.Peer);
    }
}
