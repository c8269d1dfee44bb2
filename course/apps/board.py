# %% [markdown]
# # The live board 盯盘

# %%
from caopan.board.page import show

show()
