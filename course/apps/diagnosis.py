# %%
from caopan.diagnosis.app import show

show()
