namespace GvNap.Index.Search.Paging;

/// <summary>How much still fits a page, so that its frame keeps below 1 MiB and its making within a few milliseconds.</summary>
/// <param name="items">Items.</param>
internal struct PageBudget(int items)
{
    private const int ItemOverhead = 64;

    // What one item may weigh (an entry and 16 sources of four long host names and a long file name each) fits twice.
    private int _bytes = 768 * 1024;
    private int _work = 50_000;
    private int _items = items;
    private bool _isEmpty = true;

    /// <summary>Takes an item's share. The first always fits.</summary>
    /// <param name="bytes">Its encoded length.</param>
    /// <param name="work">Entries that had to be looked at for it.</param>
    /// <returns>False if the page is full.</returns>
    public bool TryTake(int bytes, int work = 1)
    {
        if (_items == 0 || (!_isEmpty && (_bytes < bytes + ItemOverhead || _work < work)))
        {
            return false;
        }

        _isEmpty = false;
        _items--;
        _bytes -= bytes + ItemOverhead;
        _work -= work;
        return true;
    }
}
