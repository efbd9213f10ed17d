namespace GvNap.Peer.FileServer.Slots;

/// <summary>A time during which the holder of a slot cannot take anything: it is not held against it.</summary>
internal readonly struct Excuse : IDisposable
{
    private readonly UploadSlots _slots;
    private readonly UploadSlot _slot;
    private readonly long _start;

    /// <summary>Begins it.</summary>
    public Excuse(UploadSlots slots, UploadSlot slot)
    {
        (_slots, _slot) = (slots, slot);
        _start = slots.BeginExcuse(slot);
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _slots.EndExcuse(_slot, _start);
}
